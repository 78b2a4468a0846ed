import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import ts from 'typescript';
import { startPostgres, type PostgresServer } from '../../../src/sandbox/postgres/index.js';

const SOURCES = resolve('src/sandbox/postgres');

let root: string;
const fresh = (): Promise<string> => mkdtemp(join(root, 'server-'));
const pidFile = (directory: string): string => join(directory, 'cluster', 'data', 'postmaster.pid');

async function query(connectionString: string, sql: string): Promise<unknown[][]> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

async function postmaster(directory: string): Promise<number> {
  return Number((await readFile(pidFile(directory), 'utf8')).split('\n')[0]);
}

async function killPostmaster(directory: string): Promise<void> {
  const pid = await postmaster(directory);
  process.kill(pid, 'SIGKILL');
}

/** A clean shutdown removes the file; the process number may stay taken until it is reaped. */
async function ended(directory: string): Promise<void> {
  const there = (): Promise<boolean> =>
    stat(pidFile(directory)).then(
      () => true,
      () => false,
    );
  const deadline = performance.now() + 30_000;
  while (await there()) {
    if (performance.now() > deadline) throw new Error('The server still runs.');
    await delay(20);
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'coinslot-postgres-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('a running embedded PostgreSQL', () => {
  let directory: string;
  let server: PostgresServer;

  beforeAll(async () => {
    directory = join(root, 'not', 'there', 'yet');
    server = await startPostgres({ directory, ephemeral: true });
  });

  afterAll(() => server.stop());

  it('comes up from nothing, in UTF-8 and UTC, on loopback alone', async () => {
    const [row] = await query(
      server.url(),
      `SELECT current_setting('server_encoding'), current_setting('timezone'),
              current_setting('listen_addresses'), current_setting('unix_socket_directories'),
              host(inet_server_addr()), inet_server_port()`,
    );
    expect(row).toEqual(['UTF8', 'UTC', '127.0.0.1', '', '127.0.0.1', server.port]);
  });

  it('keeps its password in a file of its owner, unlike the one of any other server', async () => {
    const file = join(directory, 'cluster', 'password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim()).toBe(server.password);
    expect(server.password.length).toBeGreaterThanOrEqual(40);
  });

  it('refuses a wrong password and none at all', async () => {
    const url = new URL(server.url());
    url.password = 'wrong';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    url.password = '';
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/password/i);
  });

  it('is shared by a second start, which does not stop what it did not start', async () => {
    const second = await startPostgres({ directory, ephemeral: true });
    expect(second.url('some')).toBe(server.url('some'));
    await second.stop();
    expect(await query(server.url(), 'SELECT 1')).toEqual([[1]]);
  });

  it('is not mistaken for the server of another directory', async () => {
    const other = await fresh();
    const mine = await startPostgres({ directory: other, ephemeral: true });
    await mine.stop();
    await writeFile(pidFile(other), await readFile(pidFile(directory), 'utf8'));
    const again = await startPostgres({ directory: other, ephemeral: true });
    expect(again.port).not.toBe(server.port);
    expect(await query(again.url(), 'SHOW data_directory')).not.toEqual(
      await query(server.url(), 'SHOW data_directory'),
    );
    await again.stop();
  });
});

describe('stopping', () => {
  it('ends open sessions, waits for the end, keeps the data and may be repeated', async () => {
    const directory = await fresh();
    const first = await startPostgres({ directory });
    await query(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer');
    const idle = new Client({ connectionString: first.url() });
    idle.on('error', () => undefined);
    await idle.connect();
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    await expect(stat(pidFile(directory))).rejects.toThrow('ENOENT');
    await expect(query(first.url(), 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

    const second = await startPostgres({ directory });
    expect(await query(second.url(), 'SELECT answer FROM kept')).toEqual([[42]]);
    await second.stop();
  });
});

describe('after a crash', () => {
  it('keeps what was committed when the server is killed, and what is left of it ends', async () => {
    const directory = await fresh();
    const first = await startPostgres({ directory });
    await query(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer');
    const sleeping = query(first.url(), 'SELECT pg_sleep(600)').catch(() => 'ended');
    await killPostmaster(directory);

    const second = await startPostgres({ directory });
    expect(await query(second.url(), 'SELECT answer FROM kept')).toEqual([[42]]);
    expect(await sleeping).toBe('ended');
    await second.stop();
  });

  it('starts although another process got the number of the dead server', async () => {
    const directory = await fresh();
    const first = await startPostgres({ directory });
    const left = await readFile(pidFile(directory), 'utf8');
    await first.stop();
    const bystander = spawn('sleep', ['600']);
    await writeFile(pidFile(directory), left.replace(/^\d+/, String(bystander.pid)));

    try {
      const second = await startPostgres({ directory });
      expect(await query(second.url(), 'SELECT 1')).toEqual([[1]]);
      expect(bystander.exitCode).toBeNull();
      await second.stop();
    } finally {
      bystander.kill();
    }
  });

  it('clears away what a creation that was broken off left', async () => {
    const directory = await fresh();
    await mkdir(join(directory, 'unfinished-abc', 'data'), { recursive: true });
    const server = await startPostgres({ directory, ephemeral: true });
    expect((await readdir(directory)).sort()).toEqual(
      expect.not.arrayContaining(['unfinished-abc']),
    );
    await server.stop();
  });
});

it('runs one server however many start at the same time', async () => {
  const directory = await fresh();
  const starts = Array.from({ length: 4 }, () => startPostgres({ directory, ephemeral: true }));
  const servers = await Promise.all(starts);
  expect(new Set(servers.map((server) => server.url())).size).toBe(1);
  await Promise.all(servers.map((server) => server.stop()));
  await expect(stat(pidFile(directory))).rejects.toThrow('ENOENT');
});

it('says why it could not start, in the words of the server', async () => {
  const directory = await fresh();
  await (await startPostgres({ directory, ephemeral: true })).stop();
  const configuration = join(directory, 'cluster', 'data', 'postgresql.conf');
  await appendFile(configuration, '\nshared_buffers = nonsense\n');
  await expect(startPostgres({ directory })).rejects.toThrow(
    /invalid value for parameter "shared_buffers": "nonsense"/,
  );
});

describe('the application that started it', () => {
  let program: string;

  beforeAll(async () => {
    const folder = join(root, 'program');
    await mkdir(folder);
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    const names = (await readdir(SOURCES)).filter((name) => /(?<!\.test)\.ts$/.test(name));
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    for (const name of names) {
      const source = await readFile(join(SOURCES, name), 'utf8');
      const { outputText } = ts.transpileModule(source, { compilerOptions });
      await writeFile(join(folder, name.replace(/ts$/, 'js')), outputText);
    }
    program = join(folder, 'program.js');
    await writeFile(
      program,
      `import { startPostgres } from './index.js';
       const server = await startPostgres({ directory: process.argv[2], ephemeral: true });
       console.log(server.url());
       if (process.argv[3] === 'stay') setInterval(() => undefined, 1_000);`,
    );
  });

  it('takes the server with it when it is killed', async () => {
    const directory = await fresh();
    const application = spawn(process.execPath, [program, directory, 'stay']);
    const [url] = await once(application.stdout, 'data');
    expect(await query(String(url).trim(), 'SELECT 1')).toEqual([[1]]);
    application.kill('SIGKILL');
    await once(application, 'exit');
    await ended(directory);
    await expect(query(String(url).trim(), 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('is not kept from ending by the server, which ends as well', async () => {
    const directory = await fresh();
    const application = spawn(process.execPath, [program, directory, 'leave']);
    const [status] = await once(application, 'exit');
    expect(status).toBe(0);
    await ended(directory);
  });
});
