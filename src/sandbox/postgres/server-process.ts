import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { clusterFolder, dataFolder, logFile } from './layout.js';
import { findLiveServer, isStale, readPostmasterPid, type LiveServer } from './live-server.js';
import { commandFor, type Runtime } from './runtime.js';
import { serverArguments } from './server-arguments.js';
import { isPassing, logTail } from './server-log.js';

const POLL_MS = 20;
const START_TIMEOUT_MS = 60_000;
const FAST_SHUTDOWN_MS = 60_000;
const OWNER_ONLY = 0o600;
const LOG_LIMIT_BYTES = 10_000_000;

/** A server that did not come up. `passing` says that trying again may help. */
export class StartError extends Error {
  constructor(
    reason: string,
    readonly passing: boolean,
    log: string,
  ) {
    super(`The embedded PostgreSQL ${reason}. The end of its log:\n${logTail(log)}`);
  }
}

/**
 * Starts a server on the cluster of `directory` and waits until it answers a real connection.
 * @throws StartError with the end of the server's log.
 */
export async function launchServer(
  runtime: Runtime,
  directory: string,
  ephemeral: boolean,
): Promise<LiveServer & { readonly child: ChildProcess }> {
  const log = await openLog(directory);
  try {
    const { owner } = runtime.launch;
    if (owner !== undefined) await log.chown(owner.uid, owner.gid);
    const { size } = await log.stat();
    const child = await spawnServer(runtime, directory, ephemeral, log);
    const outcome = await settle(child, directory);
    if (typeof outcome !== 'string') return { ...outcome, child };
    await stopServer(child);
    const written = await readFrom(directory, size);
    throw new StartError(outcome, isPassing(written), written);
  } finally {
    await log.close();
  }
}

/** Fast shutdown: ends sessions, writes everything, and resolves once the process is gone. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  // An immediate shutdown loses nothing either; it costs a recovery on the next start.
  const impatience = setTimeout(() => child.kill('SIGQUIT'), FAST_SHUTDOWN_MS);
  await exited;
  clearTimeout(impatience);
}

async function spawnServer(
  runtime: Runtime,
  directory: string,
  ephemeral: boolean,
  log: FileHandle,
): Promise<ChildProcess> {
  const data = dataFolder(clusterFolder(directory));
  const settings = serverArguments({ data, port: await freePort(), ephemeral });
  const { file, args, options } = commandFor(runtime, 'postgres', settings);
  const former = await readPostmasterPid(directory);
  const stale = former !== undefined && (await isStale(former.pid, directory));
  const child = spawn(file, args, {
    ...options,
    // The server takes this number for a false match in its lock file and, unlike with the file
    // deleted, still looks for surviving sessions of the former server.
    env: { ...options.env, ...(stale ? { PG_GRANDPARENT_PID: String(former.pid) } : {}) },
    stdio: ['ignore', log.fd, log.fd],
    // Ctrl+C reaches the terminal's whole process group; the application shuts down first.
    detached: true,
  });
  await once(child, 'spawn');
  endWithProcess(child);
  return child;
}

/** Covers an orderly exit where no death signal is available, and lets a finished program exit. */
function endWithProcess(child: ChildProcess): void {
  const end = (): void => void child.kill('SIGINT');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  child.unref();
}

async function settle(child: ChildProcess, directory: string): Promise<LiveServer | string> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const said = await readPostmasterPid(directory);
    if (said?.pid === child.pid && said?.ready === true) {
      return (await findLiveServer(directory)) ?? 'refused our connection';
    }
    if (child.exitCode !== null || child.signalCode !== null) {
      return `ended with ${child.signalCode ?? `status ${child.exitCode}`}`;
    }
    await delay(POLL_MS);
  }
  return `was not ready after ${START_TIMEOUT_MS / 1000} s`;
}

async function openLog(directory: string): Promise<FileHandle> {
  const path = logFile(directory);
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(path, `${path}.old`);
  return open(path, 'a+', OWNER_ONLY);
}

async function readFrom(directory: string, start: number): Promise<string> {
  const log = await open(logFile(directory), 'r');
  try {
    const { buffer, bytesRead } = await log.read({ buffer: Buffer.alloc(65_536), position: start });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await log.close();
  }
}
