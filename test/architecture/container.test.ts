import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settings } from '../../src/common/config/settings.js';

const run = promisify(execFile);
const MANY = { maxBuffer: 32 * 1_048_576 };

interface Step {
  readonly word: string;
  readonly rest: string;
}

/** The steps of each stage; the last stage is what runs. */
async function readStages(): Promise<Step[][]> {
  const text = (await readFile('Dockerfile', 'utf8')).replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const stages: Step[][] = [];
  for (const line of lines) {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (word === 'FROM') stages.push([]);
    stages.at(-1)?.push({ word, rest });
  }
  return stages;
}

/** Whatever files of ours the source imports, as they stand in the project. */
async function importedBySource(): Promise<string[]> {
  const files = (await readdir('src', { recursive: true })).map((path) => join('src', path));
  const sources = ['ormconfig.ts', ...files].filter((path) => /(?<!\.test)\.ts$/.test(path));
  const found = sources.map(async (path) => {
    const text = await readFile(path, 'utf8');
    const imports = [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)];
    return imports.map(([, name = '']) => join(dirname(path), name).replace(/\.js$/, '.ts'));
  });
  return (await Promise.all(found)).flat();
}

/** What a stage takes of the project: files and folders. */
const taken = (stage: readonly Step[]) =>
  stage.flatMap(({ word, rest }) =>
    word === 'COPY' && !rest.startsWith('--from') ? rest.split(/\s+/).slice(0, -1) : [],
  );
const all = (stage: readonly Step[], word: string) =>
  stage.filter((step) => step.word === word).map(({ rest }) => rest);

describe('the image', () => {
  let stages: Step[][];
  let last: Step[];
  let folder: string;
  beforeAll(async () => {
    stages = await readStages();
    last = stages.at(-1) ?? [];
    folder = await mkdtemp(join(tmpdir(), 'coinslot-container-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is built from what is sent to the builder, and from all that the build reads', async () => {
    const sent = (await readFile('.dockerignore', 'utf8')).split('\n');
    expect(sent).toContain('*');
    const copied = taken(stages[0] ?? []).map((path) => path.replace(/^\.\//, ''));
    const everything = stages.flatMap(taken).map((path) => path.replace(/^\.\//, ''));
    expect(everything.filter((path) => !sent.includes(`!${path}`))).toEqual([]);
    const { include } = JSON.parse(await readFile('tsconfig.build.json', 'utf8')) as {
      include: string[];
    };
    const read = [
      'tsconfig.json',
      'tsconfig.build.json',
      ...include,
      ...(await importedBySource()),
    ];
    expect(read.length).toBeGreaterThan(2_000);
    const missing = read.filter(
      (path) => !copied.some((each) => path === each || path.startsWith(`${each}/`)),
    );
    expect(missing).toEqual([]);
  });

  it('installs what the lock file says, without scripts, and runs nothing of development', async () => {
    const installs = stages
      .flatMap((stage) => all(stage, 'RUN'))
      .filter((line) => line.startsWith('npm ci'));
    expect(installs).toHaveLength(2);
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      await copyFile(file, join(folder, file));
    }
    await mkdir(join(folder, 'console'));
    await copyFile('console/package.json', join(folder, 'console/package.json'));
    for (const line of installs) expect(line).toContain('--ignore-scripts');
    // The one that stays; the other asks for more of the same lock file.
    const [npm = '', ...options] = installs.at(-1)?.split(' ') ?? [];
    expect(options).toContain('--omit=dev');
    await run(npm, [...options, '--dry-run', '--offline'], { cwd: folder, ...MANY });
  });

  it('has all that the server and its commands load', async () => {
    const options = ['ls', '--all', '--parseable', '--omit=dev', '--omit=optional'];
    const listed = await run('npm', options, MANY).catch((error: unknown) => error);
    const { stdout } = listed as { stdout: string };
    for (const path of stdout.split('\n').filter((line) => line.includes('node_modules'))) {
      const own = relative('.', path);
      if (own.lastIndexOf('node_modules') > 0) continue;
      await mkdir(join(folder, dirname(own)), { recursive: true });
      await symlink(resolve(own), join(folder, own));
    }
    await symlink(resolve('dist'), join(folder, 'dist'));
    const script = ['app', 'migrating']
      .map((name) => `await import('./dist/src/${name}.js');`)
      .join('');
    const flags = ['--preserve-symlinks', '--input-type=module', '--eval'];
    const { stdout: said } = await run(
      process.execPath,
      [...flags, `${script} process.stdout.write('loaded'); process.exit(0)`],
      { cwd: folder },
    );
    expect(said).toBe('loaded');
    const dev = "await import('@swc/core')";
    await expect(run(process.execPath, [...flags, dev], { cwd: folder })).rejects.toThrow(
      'ERR_MODULE_NOT_FOUND',
    );
  });

  it('runs as nobody in particular, and holds no secret', () => {
    expect(last.findLastIndex(({ word }) => word === 'USER')).toBeGreaterThan(
      last.findLastIndex(({ word }) => word === 'RUN' || word === 'COPY'),
    );
    expect(all(last, 'USER')).toEqual(['node']);
    const given = stages.flatMap((stage) => [...all(stage, 'ENV'), ...all(stage, 'ARG')]).join(' ');
    expect(given).toBe('NODE_ENV=production HOST=0.0.0.0 PORT=3000');
    expect(Object.keys(settings.shape)).toEqual(expect.arrayContaining(['HOST', 'PORT']));
  });

  it('starts the server as `npm start` and the benches do', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
      scripts: Record<'start', string>;
    };
    const [, ...words] = scripts.start.split(' ');
    expect(all(last, 'CMD').map((given) => JSON.parse(given) as string[])).toEqual([words]);
    expect(await readFile('bench/processes.mjs', 'utf8')).toContain(`['${words[1]}']`);
  });

  it('is well when the server is ready, and else not', async () => {
    const [check = ''] = all(last, 'HEALTHCHECK');
    const [, ...given] = JSON.parse(check.slice(check.indexOf('['))) as string[];
    let status = 200;
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve_) => void server.listen(0, '127.0.0.1', resolve_));
    const env = { PORT: String((server.address() as AddressInfo).port) };
    const exit = () =>
      run(process.execPath, given, { env }).then(
        () => 0,
        (error: { code: number }) => error.code,
      );
    const codes = [await exit()];
    status = 503;
    codes.push(await exit());
    await new Promise((resolve_) => server.close(resolve_));
    codes.push(await exit());
    expect(codes).toEqual([0, 1, 1]);
    expect(new Set(asked)).toEqual(new Set(['/health/ready']));
  });
});

describe('compose.yaml', () => {
  it('asks for passwords, opens no port to the network, and migrates before it serves', async () => {
    const text = await readFile('compose.yaml', 'utf8');
    expect(text.match(/:\/\/[^:]+:(?!\$\{)[^@\s]+@/g)).toBeNull();
    expect(text).toMatch(/ports: \['127\.0\.0\.1:/);
    expect(text).toContain('migrate: { condition: service_completed_successfully }');
    expect(text).toContain('read_only: true');
    const server = text.slice(text.indexOf('\n  server:'));
    expect(server).not.toContain('OWNER_PASSWORD');
    expect(text.match(/env_file: (.*)/g)).toEqual(['env_file: coinslot.env']);
  });
});
