import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ConfigError, type Environment } from '../common/config/index.js';
import { parseJson } from '../common/json/index.js';

const FILE = 'running.json';
const ATTEMPTS = 3;
const ANSWER_MS = 2_000;

/** What the process that runs in a folder tells others of its user. */
interface Running {
  readonly pid: number;
  /** Where it answers, with `id`, for as long as it runs: a process id can be another program's by now. */
  readonly port: number;
  readonly id: string;
  /** What its server runs with; undefined while it starts. */
  readonly environment?: Environment;
}

/** The folder of a sandbox, which one process runs in at a time: no two can write one chain. */
export interface Occupancy {
  /** Tells the commands that are run in the folder what the server runs with. */
  tell(environment: Environment): Promise<void>;
  leave(): Promise<void>;
}

/**
 * Takes a folder, which is made where it is missing.
 * @throws {ConfigError} when another process runs in it, or when it cannot be written to
 */
export async function occupy(directory: string): Promise<Occupancy> {
  await inOwnFolder(directory, () => mkdir(directory, { recursive: true }));
  const id = randomUUID();
  const server = await answerWith(id);
  const { port } = server.address() as AddressInfo;
  const mine: Running = { pid: process.pid, port, id };
  try {
    await take(directory, mine);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    tell: async (environment) => {
      const written = await write(directory, { ...mine, environment });
      await rename(written, join(directory, FILE));
    },
    leave: async () => {
      await rm(join(directory, FILE), { force: true });
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What runs in a folder; undefined when nothing does. */
export async function findRunning(directory: string): Promise<Running | undefined> {
  const text = await readFile(join(directory, FILE), 'utf8').catch(() => '');
  const said = parseJson(text) as Running | undefined;
  if (said === undefined) return undefined;
  const signal = AbortSignal.timeout(ANSWER_MS);
  const answer = await fetch(`http://127.0.0.1:${said.port}`, { signal }).then(
    (response) => response.text(),
    () => '',
  );
  return answer === said.id ? said : undefined;
}

async function take(directory: string, mine: Running): Promise<void> {
  const written = await inOwnFolder(directory, () => write(directory, mine));
  try {
    for (let attempt = 1; ; attempt += 1) {
      // Whole, or not at all: nobody reads half of it.
      if (await isNew(link(written, join(directory, FILE)))) return;
      const other = await findRunning(directory);
      if (other !== undefined || attempt === ATTEMPTS) throw alreadyRuns(directory, other);
      // What it belongs to has died.
      await rm(join(directory, FILE), { force: true });
    }
  } finally {
    await rm(written, { force: true });
  }
}

function isNew(made: Promise<void>): Promise<boolean> {
  return made.then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

function alreadyRuns(directory: string, other: Running | undefined): ConfigError {
  const where = other?.environment?.['PUBLIC_URL'];
  const who = other === undefined ? '' : ` (process ${other.pid}${where ? `, ${where}` : ''})`;
  return new ConfigError([
    `${directory}: Coinslot runs in this folder already${who}. End it first, or start in another folder.`,
  ]);
}

/** Tells of a folder that cannot be written to in words. */
async function inOwnFolder<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      `${directory}: the sandbox cannot keep its data here (${code}). Start in a folder that you may write to.`,
    ]);
  }
}

async function answerWith(id: string): Promise<Server> {
  const server = createServer((_request, response) => response.end(id)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return server;
}

/** Writes it beside its place: it holds secrets. @returns where */
async function write(directory: string, running: Running): Promise<string> {
  const path = join(directory, `${FILE}.${running.id}`);
  await writeFile(path, JSON.stringify(running), { mode: 0o600 });
  return path;
}
