import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onFreePort } from '../../src/sandbox/postgres/free-port.js';
import { answers } from './programs.js';

/** PgBouncer does not run as root. */
const NOBODY = 65_534;

/** A PgBouncer in transaction mode that runs. */
export interface Pooler {
  /** The database through it. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Puts PgBouncer in front of a database, with its default settings but for few connections, so that each of them
 * serves everybody.
 * @param ignored what it takes of a session's start and does nothing about
 */
export function startPooler(program: string, databaseUrl: string, ignored = ''): Promise<Pooler> {
  return onFreePort((port) => startOn(port, program, new URL(databaseUrl), ignored));
}

async function startOn(port: number, program: string, url: URL, ignored: string): Promise<Pooler> {
  const directory = mkdtempSync(join(tmpdir(), 'coinslot-pooler-'));
  chmodSync(directory, 0o755);
  const config = join(directory, 'pgbouncer.ini');
  writeFileSync(join(directory, 'users'), `"${url.username}" "${url.password}"\n`);
  writeFileSync(
    config,
    `[databases]
* = host=${url.hostname} port=${url.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = 4
auth_type = scram-sha-256
auth_file = ${join(directory, 'users')}
${ignored === '' ? '' : `ignore_startup_parameters = ${ignored}`}
`,
  );
  const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(program, ['-q', config], { stdio: 'ignore', ...who });
  const ended = once(child, 'exit');
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with ${child.exitCode}`);
    await sleep(20);
  }
  const through = new URL(url);
  through.host = `127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true });
  };
  return { url: through.href, stop };
}
