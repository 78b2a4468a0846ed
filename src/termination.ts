import type { Logger } from 'pino';
import { describeFailure } from './describe-failure.js';

const cleanups: (() => Promise<void>)[] = [];
let isEnding = false;
let boundMs: number | undefined;
let cleaned: Promise<readonly unknown[]> | undefined;

/** Bounds how long all clean-ups together may take: then the process ends as it stands, with 1. */
export function boundTermination(timeoutMs: number): void {
  boundMs = timeoutMs;
}

/**
 * Runs `cleanup` when the process is asked to end, the latest registered first: paid calls under way
 * finish before the servers they use go. A second signal ends it at once.
 */
export function onTermination(cleanup: () => Promise<void>): void {
  if (cleanups.length === 0) {
    process.once('SIGINT', () => void terminate(0));
    process.once('SIGTERM', () => void terminate(0));
  }
  cleanups.unshift(cleanup);
}

/** Cleans up in the same order and lets the process go on. @throws what the first failed of */
export async function cleanUp(): Promise<void> {
  const [first, ...others] = await cleanUpOnce();
  for (const failure of others) process.stderr.write(`${describeFailure(failure)}\n`);
  if (first !== undefined) throw first;
}

/**
 * Ends the process in the same order, with exit code 1, after an exception or a rejected promise that
 * nobody caught: what state it left behind is not known.
 */
export function endOnFailure(logger: Logger): void {
  // Node raises a rejection that nobody handles here too, and says so in `origin`.
  process.on('uncaughtException', (error, origin) => {
    logger.fatal({ err: error, origin }, 'nobody caught this failure: the server ends');
    void terminate(1);
  });
}

async function terminate(exitCode: 0 | 1): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  if (boundMs !== undefined) setTimeout(giveUp, boundMs).unref();
  const failures = await cleanUpOnce();
  for (const failure of failures) process.stderr.write(`${describeFailure(failure)}\n`);
  process.exit(failures.length === 0 ? exitCode : 1);
}

/** Whoever asks again waits for the same. @returns what failed */
function cleanUpOnce(): Promise<readonly unknown[]> {
  cleaned ??= (async () => {
    const failures: unknown[] = [];
    for (const cleanup of cleanups) await cleanup().catch((error) => failures.push(error));
    return failures;
  })();
  return cleaned;
}

function giveUp(): never {
  process.stderr.write('Coinslot did not end in time: what was under way is left as it is.\n');
  process.exit(1);
}
