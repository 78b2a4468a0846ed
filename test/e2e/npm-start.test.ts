import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** Stands where the built server does, and says by its exit code that it was told to end. */
const SERVER = `
process.once('SIGTERM', () => process.exit(42));
setInterval(() => undefined, 1_000);
process.stdout.write('ready');`;

describe('what npm starts', () => {
  let directory: string;
  let scripts: Record<string, string>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'coinslot-npm-'));
    ({ scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
      scripts: typeof scripts;
    });
    await writeFile(
      join(directory, 'package.json'),
      JSON.stringify({ scripts: { start: scripts['start'], demo: scripts['demo'] } }),
    );
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each(['start', 'demo'])('ends with npm: `npm run %s` passes SIGTERM on', async (name) => {
    const [file = ''] = /dist\S+/.exec(scripts[name] ?? '') ?? [];
    await mkdir(join(directory, dirname(file)), { recursive: true });
    await writeFile(join(directory, file), SERVER);
    const npm = spawn('npm', ['run', '-s', name], { cwd: directory });
    const ended = once(npm, 'exit');
    while (!String(await once(npm.stdout, 'data')).includes('ready'));
    npm.kill('SIGTERM');
    expect(await ended).toEqual([42, null]);
  });
});
