import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

const TICKS_PER_SECOND = 100;
const living = new Set();
process.once('exit', () => living.forEach((child) => child.kill('SIGKILL')));
// Without this, a signal would end us and leave the others behind.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** What Node gets whenever a server is started: `npm start` and the image say the same. */
export const AS_STARTED = ['--max-semi-space-size=64'];

/**
 * Starts a script as a process of its own; what it prints goes to our stderr.
 * @param options.nodeArguments what Node gets before the script
 * @param options.environment all it sees of the environment, besides NODE_ENV
 */
export function startProcess(script, options = {}) {
  const { scriptArguments = [], nodeArguments = [], environment } = options;
  const words = [...nodeArguments, script, ...scriptArguments.map(String)];
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 2, 2, 'ipc'],
    env: { NODE_ENV: 'production', ...environment },
  });
  living.add(child);
  child.once('exit', () => living.delete(child));
  return child;
}

/** The origin that a script announces with `announce` of serve.mjs. */
export async function originOf(child) {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs.join(' ')} ended with ${code}`);
  });
  const [{ port }] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return `http://127.0.0.1:${port}`;
}

/** Asks a process to end in order, and waits for it. */
export async function endProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** User and system time a process has used, in microseconds; undefined where there is no /proc. */
export async function cpuMicroseconds({ pid }) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
}
