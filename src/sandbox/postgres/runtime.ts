import { execFile, type SpawnOptions } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launches, type Launch, type Surroundings } from './launch.js';
import { clusterFolder, dataFolder } from './layout.js';
import { copyPackage, linkLibraries, locatePackage } from './native-files.js';

const run = promisify(execFile);
const PROBE_TIMEOUT_MS = 20_000;
const DEATH_SIGNAL = ['setpriv', '--pdeathsig', 'INT'];

/** Nothing of our own environment, which holds secrets and may hold settings of libpq. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};

/** Programs that were seen to run, and the way they ran. */
export interface Runtime {
  readonly launch: Launch;
  readonly binaries: string;
  /** Words that make a program end with the thread that spawned it; none where not available. */
  readonly endWithUs: readonly string[];
}

/** A command line and the options to spawn it with. */
export interface Command {
  readonly file: string;
  readonly args: string[];
  readonly options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>;
}

/**
 * Finds binaries and an identity that work on this machine by trying them on `directory`.
 * @throws Error naming each way that was tried and why it did not work.
 */
export async function findRuntime(directory: string): Promise<Runtime> {
  const packageFolder = locatePackage();
  // A read-only installation may still be complete; whether it is shows when it runs.
  await linkLibraries(packageFolder).catch(() => undefined);
  const failures: unknown[] = [];
  for (const launch of launches(await surroundings(directory))) {
    try {
      const binaries = await runnable(launch, packageFolder, directory);
      return { launch, binaries, endWithUs: await endWithUs(launch) };
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(
    failures,
    `The embedded PostgreSQL cannot run here; set DATABASE_URL to use another server.\n` +
      failures.map(String).join('\n'),
  );
}

/** The command line that runs `binary` of a runtime. */
export function commandFor(
  { launch, binaries, endWithUs }: Runtime,
  binary: 'initdb' | 'postgres',
  args: readonly string[],
): Command {
  return command(launch, [...endWithUs, join(binaries, binary), ...args]);
}

async function runnable(launch: Launch, packageFolder: string, directory: string): Promise<string> {
  await probe(launch, ['sh', '-c', 'cd "$1"', 'sh', directory]);
  const installed = join(packageFolder, 'native', 'bin');
  try {
    await probeBinaries(launch, installed);
    return installed;
  } catch {
    // Unreadable for this identity, or without its links in a folder that is not ours.
    const copied = join(await copyPackage(packageFolder, directory), 'native', 'bin');
    await probeBinaries(launch, copied);
    return copied;
  }
}

async function probeBinaries(launch: Launch, binaries: string): Promise<void> {
  await probe(launch, [join(binaries, 'initdb'), '--version']);
  await probe(launch, [join(binaries, 'postgres'), '--version']);
}

async function endWithUs(launch: Launch): Promise<readonly string[]> {
  return probe(launch, [...DEATH_SIGNAL, 'true']).then(
    () => DEATH_SIGNAL,
    () => [],
  );
}

async function probe(launch: Launch, words: readonly string[]): Promise<void> {
  const { file, args, options } = command(launch, words);
  await run(file, args, { ...options, timeout: PROBE_TIMEOUT_MS });
}

function command(launch: Launch, words: readonly string[]): Command {
  const [file = '', ...args] = [...launch.prefix, ...words];
  return { file, args, options: { cwd: '/', env: ENVIRONMENT, ...launch.spawnAs } };
}

async function surroundings(directory: string): Promise<Surroundings> {
  const data = await stat(dataFolder(clusterFolder(directory))).catch(() => undefined);
  return {
    uid: process.getuid?.() ?? -1,
    hasName: hasName(),
    ...(data === undefined ? {} : { dataOwner: { uid: data.uid, gid: data.gid } }),
    passwd: await readFile('/etc/passwd', 'utf8').catch(() => ''),
  };
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}
