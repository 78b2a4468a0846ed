import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clusterFolder, dataFolder, passwordFile, UNFINISHED } from './layout.js';
import { commandFor, type Runtime } from './runtime.js';
import { initdbArguments } from './server-arguments.js';
import { logTail } from './server-log.js';

const run = promisify(execFile);
const PASSWORD_BYTES = 32;
const OWNER_ONLY = 0o600;
const INITDB_TIMEOUT_MS = 120_000;
/** Retried: another start may still be writing into the folder that this one removes. */
const REMOVAL = { recursive: true, force: true, maxRetries: 20, retryDelay: 25 };

/**
 * Creates the cluster and its password where there is none. Whoever finishes first wins when
 * several try; a start that was killed half-way leaves nothing that passes for a cluster.
 * @throws Error with the end of the output of `initdb`.
 */
export async function ensureCluster(
  runtime: Runtime,
  directory: string,
  ephemeral: boolean,
): Promise<void> {
  if (await isCreated(directory)) return;
  const unfinished = await mkdtemp(join(directory, UNFINISHED));
  try {
    await fillCluster(runtime, unfinished, ephemeral);
    await rename(unfinished, clusterFolder(directory));
  } catch (error) {
    if (!(await isCreated(directory))) throw error;
  } finally {
    await rm(unfinished, REMOVAL);
  }
}

/** The superuser's password of the cluster. */
export async function readPassword(directory: string): Promise<string> {
  return (await readFile(passwordFile(clusterFolder(directory)), 'utf8')).trim();
}

/** Removes what killed starts left. Only the one who holds the running server may call it. */
export async function discardUnfinished(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.startsWith(UNFINISHED));
  await Promise.all(names.map((name) => rm(join(directory, name), REMOVAL)));
}

async function fillCluster(runtime: Runtime, folder: string, ephemeral: boolean): Promise<void> {
  const password = passwordFile(folder);
  const content = `${randomBytes(PASSWORD_BYTES).toString('base64url')}\n`;
  await writeFile(password, content, { mode: OWNER_ONLY, flag: 'wx' });
  const { owner } = runtime.launch;
  if (owner !== undefined) {
    await chown(password, owner.uid, owner.gid);
    await chown(folder, owner.uid, owner.gid);
  }
  const paths = { data: dataFolder(folder), passwordFile: password, ephemeral };
  const { file, args, options } = commandFor(runtime, 'initdb', initdbArguments(paths));
  await run(file, args, { ...options, timeout: INITDB_TIMEOUT_MS }).catch(
    (error: Error & { stdout?: string; stderr?: string }) => {
      const output = logTail(`${error.stdout ?? ''}\n${error.stderr ?? ''}`);
      throw new Error(`initdb failed:\n${output || error.message}`, { cause: error });
    },
  );
}

async function isCreated(directory: string): Promise<boolean> {
  return access(join(dataFolder(clusterFolder(directory)), 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}
