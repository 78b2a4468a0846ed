import { setTimeout as sleep } from 'node:timers/promises';
import { OutOfReach } from './facilitator.js';

/** @throws {OutOfReach} when `work` takes longer; it goes on, and nobody waits for it */
export async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const stopWaiting = new AbortController();
  const late = sleep(ms, undefined, { signal: stopWaiting.signal, ref: false }).then(() => {
    throw new OutOfReach(`the chain did not answer within ${ms} ms`);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    stopWaiting.abort();
    late.catch(() => undefined);
  }
}
