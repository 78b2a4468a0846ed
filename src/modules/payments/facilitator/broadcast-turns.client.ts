import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../common/database/index.js';
import { NotAsked } from './facilitator.js';
import type { TakeTurn } from './local-facilitator.client.js';

interface Waiting {
  readonly start: () => Promise<void>;
  readonly fail: (error: unknown) => void;
}

/** What asks the database, each time in one statement and outside of any transaction. */
type Asked = Pick<Database, 'call'>;

/** How long a turn stays with a process that shows no sign of life. */
const TURN_SECONDS = 15;
const RENEW_MS = (TURN_SECONDS * 1000) / 3;
/** How soon it is looked again whether the turn is free, and how long at the most. */
const FIRST_LOOK_MS = 5;
const SLOWEST_LOOK_MS = 100;
const PATIENCE_MS = 60_000;

const TAKE = `SELECT take_broadcast_turn($1, $2, ${TURN_SECONDS})`;
const GIVE_BACK = 'SELECT give_back_broadcast_turn($1, $2)';

/**
 * Lets one process at a time broadcast from the hot wallet that all of them share: two at once would
 * take the same account nonces, and each would spoil the other's transactions. What waits in this
 * process goes out together, so that a turn is taken once for many. A turn is a row with a holder and
 * an end, so no connection is held while the chain is asked.
 * @param wallet what the turn is about: account and network
 */
export function broadcastTurns(database: Asked, wallet: string): TakeTurn {
  let waiting: Waiting[] = [];
  const takeWaiting = () => {
    const taken = waiting;
    waiting = [];
    return taken;
  };

  const takeTurn = async () => {
    const holder = randomUUID();
    try {
      await acquire(database, wallet, holder);
    } catch (error) {
      for (const { fail } of takeWaiting()) fail(error);
      return;
    }
    const turn = takeWaiting();
    await whileHeld(database, wallet, holder, () => Promise.all(turn.map(({ start }) => start())));
  };

  return (broadcast) =>
    new Promise((resolve, reject) => {
      waiting.push({ start: () => broadcast().then(resolve, reject), fail: reject });
      if (waiting.length === 1) void takeTurn();
    });
}

/** @throws {NotAsked} when the turn does not come, or the database cannot be asked */
async function acquire(database: Asked, wallet: string, holder: string): Promise<void> {
  const began = performance.now();
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, SLOWEST_LOOK_MS)) {
    const taken = await database.call(TAKE, [wallet, holder]).catch((error: unknown) => {
      throw new NotAsked('no turn to broadcast could be asked for', { cause: error });
    });
    if (taken.length === 1) return;
    if (performance.now() - began > PATIENCE_MS) throw new NotAsked('no turn to broadcast came');
    await sleep(pause * (0.5 + Math.random()));
  }
}

/** Shows life while `broadcast` goes on, which never rejects, and gives the turn back afterwards. */
async function whileHeld(
  database: Asked,
  wallet: string,
  holder: string,
  broadcast: () => Promise<unknown>,
): Promise<void> {
  // A turn that is not renewed or given back ends by itself.
  const ask = (statement: string) =>
    database.call(statement, [wallet, holder]).catch(() => undefined);
  const beat = setInterval(() => void ask(TAKE), RENEW_MS);
  await broadcast();
  clearInterval(beat);
  await ask(GIVE_BACK);
}
