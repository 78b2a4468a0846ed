import { setTimeout as sleep } from 'node:timers/promises';
import type { AnvilClient } from './network.js';

const BLOCK_MS = 2_000;
/** Empty blocks that follow on a transaction: as many as take a minute. */
const BLOCKS_AFTER = 30;
const IDLE_BLOCK_SECONDS = 60;

/**
 * Lets the chain's time go on as on a real chain, where a block follows on every other: for a minute
 * after each transaction, and then once a minute, so that the kept state stays small. Ends with
 * `signal`, or when anvil does not answer any more.
 */
export async function mineOn(anvil: AnvilClient, signal: AbortSignal): Promise<void> {
  let empty = 0;
  while (await isTimeFor(signal)) {
    try {
      const { transactions, timestamp } = await anvil.getBlock();
      if (transactions.length > 0) empty = 0;
      const age = Date.now() / 1000 - Number(timestamp);
      if (empty >= BLOCKS_AFTER && age < IDLE_BLOCK_SECONDS) continue;
      await anvil.mine({ blocks: 1 });
      empty += 1;
    } catch {
      return;
    }
  }
}

/** False once it is to end. */
async function isTimeFor(signal: AbortSignal): Promise<boolean> {
  await sleep(BLOCK_MS, undefined, { signal, ref: false }).catch(() => undefined);
  return !signal.aborted;
}
