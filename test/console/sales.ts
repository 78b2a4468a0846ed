import { createHash, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { book, journalsOf, log, type Sale } from '../insights/planted-books.js';

const NETWORK = 'eip155:84532';
const DAY_MS = 86_400_000;
const NANO_PER_CALL = 4_200_000n;

/** A business of so many days: sales that grow, weekends, a failure now and then, one day that went badly. */
export async function plantBusiness(
  owner: DataSource,
  ownerId: string,
  resourceIds: readonly string[],
  days = 60,
): Promise<void> {
  await owner.transaction(async (tx) => {
    for (let ago = days - 1; ago >= 0; ago -= 1) {
      const at = new Date(Date.now() - ago * DAY_MS - 60_000);
      for (const [index, resourceId] of resourceIds.entries()) {
        for (let number = 0; number < callsOf(at, days - ago, index); number += 1) {
          const call = randomUUID();
          const about = { resourceId, isOwn: false, network: NETWORK, feeBasisPoints: 250 };
          const fails = (number + ago + index) % (ago === 12 ? 2 : 17) === 0;
          const drawn = { ...about, amount: 50_000n * BigInt(index + 1), fate: 'kept' as const };
          const [settled] = journalsOf(ownerId, { ...drawn, times: [at, at, at, at] });
          if (!fails && settled) await book(tx, ownerId, { ...settled, call, journalId: call });
          await log(tx, ownerId, {
            call,
            resourceId,
            isOwn: false,
            at,
            status: fails ? 'not_charged' : 'paid',
            attempt: 1,
            failure: fails ? (number % 2 === 0 ? 'model_overloaded' : 'run_timed_out') : null,
            model: 'claude:claude-haiku-5-5',
            tokens: [420, 180, 0, 0],
            costNanoUsd: NANO_PER_CALL,
            durationMs: 900 + ((number * 137) % 700),
            sale: saleOf(call, drawn.amount, number),
          });
        }
      }
    }
  });
}

function callsOf(at: Date, since: number, index: number): number {
  const weekend = [0, 6].includes(at.getUTCDay()) ? 0.5 : 1;
  return Math.max(0, Math.round((3 + since / 12 + ((since * 7) % 5) / 2) * weekend) - index * 2);
}

function hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Each call has a transaction of its own; the same buyers come back. */
function saleOf(call: string, amount: bigint, buyer: number): Sale {
  const payer = `0x${hex(`buyer ${buyer}`).slice(0, 40)}`;
  return { amount, payer, network: NETWORK, transaction: `0x${hex(call)}` };
}
