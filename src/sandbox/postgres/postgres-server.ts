import type { ChildProcess } from 'node:child_process';
import { mkdir, realpath } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { discardUnfinished, ensureCluster } from './cluster.js';
import { findLiveServer, type LiveServer } from './live-server.js';
import { findRuntime, type Runtime } from './runtime.js';
import { databaseUrl, LISTEN_ADDRESS } from './server-arguments.js';
import { launchServer, StartError, stopServer } from './server-process.js';

const ATTEMPTS = 40;
const PAUSE_MS = 250;

/** A running PostgreSQL on this machine, reachable over loopback TCP with a password. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** The superuser's password; never log it. */
  readonly password: string;
  /** The superuser's connection URL for a database, `postgres` unless named. */
  url(database?: string): string;
  /**
   * Fast shutdown; resolves once the server is gone. Whoever started a server stops it: on a
   * server that was already running when it was asked for, this does nothing.
   */
  stop(): Promise<void>;
}

/**
 * Runs the PostgreSQL that comes with the npm packages on `directory`, which is created where
 * missing and holds the data, the password (0600), the log and, where the installed binaries
 * cannot be used in place, a copy of them. A server that already runs there is shared.
 *
 * The server ends with the thread that called this, even when that is killed (on Linux with
 * util-linux; elsewhere with an orderly exit only). `ephemeral` is for tests: faster, and not safe
 * against a crash of the machine.
 *
 * @throws Error where no way of running it works, or with the end of the server's log.
 */
export async function startPostgres(options: {
  directory: string;
  ephemeral?: boolean;
}): Promise<PostgresServer> {
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const running = await findLiveServer(directory);
  if (running !== undefined) return describeServer(running);
  const runtime = await findRuntime(directory);
  await ensureCluster(runtime, directory, options.ephemeral ?? false);
  return joinOrLaunch(runtime, directory, options.ephemeral ?? false);
}

/** Starts of several processes, and the last moments of a former server, cross each other here. */
async function joinOrLaunch(
  runtime: Runtime,
  directory: string,
  ephemeral: boolean,
): Promise<PostgresServer> {
  for (let attempt = 1; ; attempt += 1) {
    const running = await findLiveServer(directory);
    if (running !== undefined) return describeServer(running);
    try {
      const launched = await launchServer(runtime, directory, ephemeral);
      await discardUnfinished(directory);
      return describeServer(launched, launched.child);
    } catch (error) {
      if (!(error instanceof StartError && error.passing) || attempt === ATTEMPTS) throw error;
      await delay(PAUSE_MS);
    }
  }
}

function describeServer({ port, password }: LiveServer, child?: ChildProcess): PostgresServer {
  return {
    host: LISTEN_ADDRESS,
    port,
    password,
    url: (database = 'postgres') => databaseUrl(port, password, database),
    stop: async () => {
      if (child !== undefined) await stopServer(child);
    },
  };
}
