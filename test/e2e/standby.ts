import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../../src/sandbox/postgres/free-port.js';
import { clusterFolder, dataFolder } from '../../src/sandbox/postgres/layout.js';
import { commandFor, findRuntime } from '../../src/sandbox/postgres/runtime.js';
import { databaseUrl, serverArguments } from '../../src/sandbox/postgres/server-arguments.js';

const POLL_MS = 20;

/** A PostgreSQL whose files are known, so that it can be copied and killed. */
export interface Node {
  readonly directory: string;
  readonly port: number;
  readonly password: string;
}

/**
 * Makes a standby of `primary` by copying its files while it runs, and starts it.
 * @param directory where its own files go
 */
export async function startStandby(primary: Node, directory: string): Promise<Node> {
  const data = dataFolder(clusterFolder(directory));
  await mkdir(directory);
  const label = await whileBackedUp(primary, () =>
    promisify(execFile)('cp', ['-a', clusterFolder(primary.directory), directory]),
  );
  await rm(join(data, 'postmaster.pid'), { force: true });
  const login = `host=127.0.0.1 port=${primary.port} user=postgres password=${primary.password}`;
  // Files that are there belong to whom PostgreSQL runs as; new ones would not.
  await writeInto(data, 'backup_label', label);
  await writeInto(data, 'standby.signal', '');
  await writeInto(data, 'postgresql.auto.conf', `primary_conninfo = '${login}'\n`);
  const port = await freePort();
  const args = serverArguments({ data, port, ephemeral: false });
  const { file, args: words, options } = commandFor(await findRuntime(directory), 'postgres', args);
  const child = spawn(file, words, { ...options, stdio: 'ignore', detached: true });
  const node = { directory, port, password: primary.password };
  while ((await ask(node, 'SELECT 1').catch(() => [])).length === 0) {
    if (child.exitCode !== null) throw new Error(`the standby ended with ${child.exitCode}`);
    await sleep(POLL_MS);
  }
  child.unref();
  return node;
}

/** Ends it between two instructions, with everything that it is made of. */
export async function kill({ directory }: Node): Promise<void> {
  const file = join(dataFolder(clusterFolder(directory)), 'postmaster.pid');
  const [pid = ''] = (await readFile(file, 'utf8')).split('\n');
  process.kill(-Number(pid), 'SIGKILL');
}

/** Makes the standby the primary. */
export async function promote(standby: Node): Promise<void> {
  await ask(standby, 'SELECT pg_promote(true)');
}

/** Waits until the standby has everything that the primary has written so far. */
export async function caughtUp(primary: Node, standby: Node): Promise<void> {
  const [at] = await ask<{ lsn: string }>(primary, 'SELECT pg_current_wal_flush_lsn() AS lsn');
  const has = `SELECT pg_last_wal_replay_lsn() >= '${at?.lsn}' AS has`;
  while ((await ask<{ has: boolean }>(standby, has))[0]?.has !== true) await sleep(POLL_MS);
}

/** Changes a setting that takes effect at once. */
export async function set(node: Node, setting: string): Promise<void> {
  await ask(node, `ALTER SYSTEM SET ${setting}`);
  await ask(node, 'SELECT pg_reload_conf()');
}

export async function ask<Row extends object>(node: Node, sql: string): Promise<Row[]> {
  const client = new Client(databaseUrl(node.port, node.password, 'postgres'));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @returns what belongs into the copy's `backup_label` */
async function whileBackedUp(primary: Node, copy: () => Promise<unknown>): Promise<string> {
  const client = new Client(databaseUrl(primary.port, primary.password, 'postgres'));
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('standby', true)`);
    await copy();
    const { rows } = await client.query<{ labelfile: string }>(
      'SELECT labelfile FROM pg_backup_stop(false)',
    );
    return rows[0]?.labelfile ?? '';
  } finally {
    await client.end();
  }
}

async function writeInto(data: string, name: string, content: string): Promise<void> {
  const path = join(data, name);
  await writeFile(path, content, { mode: 0o600 });
  const child = spawn('chown', ['--reference', join(data, 'PG_VERSION'), path]);
  await once(child, 'exit');
}
