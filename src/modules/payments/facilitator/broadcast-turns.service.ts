import type { Database } from '../../../common/database/index.js';
import type { TakeTurn } from './local-facilitator.client.js';

interface Waiting {
  readonly start: () => Promise<void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Lets one process at a time broadcast from the hot wallet that all of them share: two at once would
 * take the same account nonces, and each would spoil the other's transactions. What waits in this
 * process goes out together, so that a turn is taken once for many.
 * @param wallet what the turn is about: account and network
 */
export function broadcastTurns(database: Database, wallet: string): TakeTurn {
  let waiting: Waiting[] = [];

  const takeTurn = async () => {
    let turn: readonly Waiting[] = [];
    try {
      await database.asService('payments', async (tx) => {
        await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [wallet]);
        [turn, waiting] = [waiting, []];
        await Promise.all(turn.map(({ start }) => start()));
      });
    } catch (error) {
      if (turn.length === 0) [turn, waiting] = [waiting, []];
      for (const { fail } of turn) fail(error);
    }
  };

  return (broadcast) =>
    new Promise((resolve, reject) => {
      waiting.push({ start: () => broadcast().then(resolve, reject), fail: reject });
      if (waiting.length === 1) void takeTurn();
    });
}
