import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { readPassword } from './cluster.js';
import { clusterFolder, dataFolder } from './layout.js';
import { parsePostmasterPid, type PostmasterPid } from './postmaster-pid.js';
import { databaseUrl } from './server-arguments.js';

const CONNECTION_TIMEOUT_MS = 5_000;

/** A server that answered, with the port and the password that worked. */
export interface LiveServer {
  readonly pid: number;
  readonly port: number;
  readonly password: string;
}

/** What `postmaster.pid` says; undefined without the file, or before it says anything. */
export async function readPostmasterPid(directory: string): Promise<PostmasterPid | undefined> {
  const path = join(dataFolder(clusterFolder(directory)), 'postmaster.pid');
  return readFile(path, 'utf8').then(parsePostmasterPid, () => undefined);
}

/**
 * The server that runs on `directory` (a real path), proven by a connection with the password and
 * by the data directory it reports. Undefined where none is ready.
 */
export async function findLiveServer(directory: string): Promise<LiveServer | undefined> {
  const claimed = await readPostmasterPid(directory);
  if (claimed?.port === undefined || !claimed.ready) return undefined;
  // The password must not be offered to whoever took over a dead server's port.
  if (await isStale(claimed.pid, directory)) return undefined;
  const server = { pid: claimed.pid, port: claimed.port, password: await readPassword(directory) };
  const reported = await reportedDataDirectory(server).catch(() => undefined);
  return reported === dataFolder(clusterFolder(directory)) ? server : undefined;
}

/**
 * Whether the process `pid` is certainly not a server on `directory`: it is gone, or its number was
 * given to another process. Where that cannot be seen, the answer is no.
 */
export async function isStale(pid: number, directory: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return true;
  }
  // A server works inside its data directory. Only Linux shows that of a process.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return folder !== undefined && folder !== dataFolder(clusterFolder(directory));
}

async function reportedDataDirectory({ port, password }: LiveServer): Promise<string | undefined> {
  const client = new Client({
    connectionString: databaseUrl(port, password, 'postgres'),
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    query_timeout: CONNECTION_TIMEOUT_MS,
  });
  // An unhandled 'error' event would end the process when the server dies meanwhile.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory;
  } finally {
    await client.end();
  }
}
