import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventHandler, StoredEvent } from '../../src/common/events/index.js';
import { Lifetime } from '../../src/common/lifetime/index.js';
import { Gate } from '../e2e/claude.js';
import { ADA, event, EventsGround, until } from './events-server.js';

/** A handler that keeps what it was handed. */
function recorder(
  name: string,
  types: EventHandler['types'] = 'all',
  handle: EventHandler['handle'] = () => Promise.resolve(),
) {
  const events: StoredEvent[] = [];
  const handler: EventHandler = {
    name,
    types,
    handle: async (handed, signal) => {
      events.push(handed);
      await handle(handed, signal);
    },
  };
  const numbers = () => events.map(({ data }) => (data as { n: number }).n).sort((a, b) => a - b);
  return { handler, events, numbers };
}

const never = () => new Promise<void>(() => undefined);
const fails = () => Promise.reject(new TypeError('no'));

let ground: EventsGround;
beforeAll(async () => {
  ground = await EventsGround.prepare();
});
afterEach(() => ground.reset());
afterAll(() => ground.clear());

const OUTBOX = `SELECT handed_at AS at FROM outbox ORDER BY id`;
const nothingOpen = async () => (await ground.deliveries()).length === 0;

describe('an event', () => {
  it('is handed to each handler of its type, with what was written, and then done with', async () => {
    const [all, some, others] = [
      recorder('all'),
      recorder('some', ['x_test.happened', 'payment.settled']),
      recorder('others', ['refund.paid']),
    ];
    await ground.open([all.handler, some.handler, others.handler]);
    await ground.write([event(1)]);
    await until(() => all.events.length > 0 && some.events.length > 0);
    expect(some.events).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        userId: ADA,
        type: 'x_test.happened',
        data: { n: 1 },
        createdAt: expect.any(Date),
      },
    ]);
    await until(nothingOpen);
    expect(others.events).toEqual([]);
  });

  it('is handed on once its transaction has committed, not before, and never when it does not', async () => {
    const all = recorder('all');
    await ground.open([all.handler]);
    const undone = ground.write([event(1)], async () => {
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    // While a transaction is open, later ones commit and are handed on: their ids are higher.
    await ground.write([event(2)], async () => {
      await ground.write([event(3)]);
      await until(() => all.numbers().includes(3));
      await ground.write([event(4)]);
      await until(() => all.numbers().includes(4));
      expect(all.numbers()).toEqual([3, 4]);
    });
    await until(() => all.numbers().includes(2));
    await until(nothingOpen);
    expect(all.numbers()).toEqual([2, 3, 4]);
  });

  it('goes to one of two replicas, and none of a thousand is lost', async () => {
    // Neither goes on before the other has begun: a fast one would be done before the other looked.
    const bothBegan = new Gate();
    const began = async () => {
      if (one.events.length > 0 && two.events.length > 0) bothBegan.open();
      await bothBegan.opened;
    };
    const [one, two] = [recorder('all', 'all', began), recorder('all', 'all', began)];
    await ground.open([one.handler]);
    await ground.open([two.handler]);
    const writes = Array.from({ length: 20 }, (_, at) =>
      ground.write(Array.from({ length: 50 }, (_none, n) => event(at * 50 + n))),
    );
    await Promise.all(writes);
    await until(() => one.events.length + two.events.length >= 1_000);
    await until(nothingOpen);
    const handled = [...one.numbers(), ...two.numbers()].sort((a, b) => a - b);
    expect(handled).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    expect(Math.min(one.events.length, two.events.length)).toBeGreaterThan(0);
  });

  it('of a type that nobody knows yet is handed to those who want all', async () => {
    const all = recorder('all');
    await ground.open([all.handler]);
    await ground.owner.query(
      `INSERT INTO outbox (user_id, type, data) VALUES ($1, 'later.release', '{"deep": [[[1]]]}')`,
      [ADA],
    );
    await until(() => all.events.length === 1);
    expect(all.events[0]).toMatchObject({ type: 'later.release', data: { deep: [[[1]]] } });
  });

  it('that nobody wants is done with when it is written, and one that somebody wants is not', async () => {
    const handedAt = async () =>
      (await ground.owner.query<{ at: Date | null }[]>(OUTBOX)).map(({ at }) => at);
    const replica = await ground.open([recorder('some', ['payment.settled']).handler]);
    await replica.stop();
    await ground.write([event(1)]);
    expect(await handedAt()).toEqual([expect.any(Date)]);
    const all = await ground.open([recorder('all').handler]);
    await all.stop();
    await ground.write([event(2)]);
    expect(await handedAt()).toEqual([expect.any(Date), null]);
    expect(await ground.deliveries()).toEqual([]);
  });

  it('cannot be larger than 64 KiB', async () => {
    const large = { type: 'x_test.happened' as const, data: { text: 'é'.repeat(32_768) } };
    await expect(ground.write([large])).rejects.toThrow(RangeError);
  });
});

describe('a handler', () => {
  it('that is new gets what is written from then on', async () => {
    const [old, fresh] = [recorder('old'), recorder('fresh')];
    await ground.write([event(1)]);
    await ground.open([old.handler]);
    await ground.write([event(2)]);
    await until(() => old.events.length === 1);
    await ground.open([fresh.handler]);
    await ground.write([event(3)]);
    await until(() => old.events.length === 2 && fresh.events.length === 1);
    await until(nothingOpen);
    expect([old.numbers(), fresh.numbers()]).toEqual([[2, 3], [3]]);
  });

  it('gets what a replica hands on that does not have it', async () => {
    const [fresh, old] = [recorder('fresh'), recorder('old')];
    const replica = await ground.open([fresh.handler]);
    await replica.stop();
    await ground.open([old.handler]);
    await ground.write([event(1)]);
    await until(() => old.events.length === 1);
    const again = recorder('fresh');
    await ground.open([again.handler]);
    await until(() => again.events.length === 1);
  });

  it('that fails is tried again after a pause that grows, and holds up nobody', async () => {
    const failing = recorder('failing', 'all', (handed) =>
      (handed.data as { n: number }).n === 1 ? fails() : Promise.resolve(),
    );
    const good = recorder('good');
    const { log } = await ground.open([failing.handler, good.handler]);
    await ground.write([event(1), event(2)]);
    await until(() => good.events.length === 2 && failing.events.length === 2);
    const pauses: number[] = [];
    for (const attempts of [1, 2, 3]) {
      await until(async () => {
        const [row] = await ground.deliveries();
        return row?.attempts === attempts && row.error !== null && row.dueAt.getTime() > 0;
      });
      const [row] = await ground.owner.query<{ pause: number }[]>(
        `SELECT extract(epoch FROM due_at - now())::float AS pause FROM event_deliveries`,
      );
      pauses.push(row?.pause ?? 0);
      await ground.owner.query(`UPDATE event_deliveries SET last_error = NULL, due_at = now()`);
    }
    expect(failing.numbers().filter((n) => n === 2)).toEqual([2]);
    expect(pauses[0]).toBeLessThanOrEqual(5);
    expect(pauses[1]).toBeLessThanOrEqual(15);
    expect(pauses[2]).toBeGreaterThan(15);
    expect(log.some((line) => line.includes('an event handler failed'))).toBe(true);
  });

  it('that never ends is given up in time, told by its signal, and holds up nobody', async () => {
    const aborted: unknown[] = [];
    const hanging = recorder('hanging', 'all', (handed, signal) => {
      signal.addEventListener('abort', () => aborted.push(signal.reason));
      return (handed.data as { n: number }).n < 6 ? never() : Promise.resolve();
    });
    const good = recorder('good');
    await ground.open([hanging.handler, good.handler], { EVENT_HANDLER_TIMEOUT_MS: '300' });
    await ground.write([1, 2, 3, 4, 5, 6].map(event));
    await until(() => good.events.length === 6);
    await until(() => hanging.numbers().includes(6));
    await until(() => aborted.length >= 5);
    expect(String(aborted[0])).toContain('took longer than 300 ms');
    await until(async () => (await ground.deliveries()).filter(({ error }) => error).length === 5);
  });

  it.each([
    ['of a name that another has', [recorder('same'), recorder('same')], 'another one has too'],
    ['of no proper name', [recorder('Not good')], 'needs a name'],
    ['of no type', [recorder('none', [])], 'names no type'],
    ['of a type that no event has', [recorder('odd', ['x_odd'] as never)], '"x_odd"'],
    ['of a type that is misspelled', [recorder('odd', ['payment.setled'] as never)], 'setled'],
  ])('%s keeps the server from starting', async (_what, handlers, why) => {
    await expect(ground.open(handlers.map(({ handler }) => handler))).rejects.toThrow(why);
  });
});

describe('a server without handlers', () => {
  it('asks nothing of the outbox', async () => {
    await ground.write([event(1)]);
    await ground.owner.query(`UPDATE outbox SET handed_at = NULL`);
    const replica = await ground.open([]);
    await replica.stop();
    expect(await ground.owner.query(OUTBOX)).toEqual([{ at: null }]);
  });
});

describe('a server that is told to end', () => {
  it('waits for what comes to its end, and takes nothing more', async () => {
    const gate = new Gate();
    const slow = recorder('slow', 'all', () => gate.opened);
    const replica = await ground.open([slow.handler]);
    await ground.write([event(1)]);
    await until(() => slow.events.length === 1);
    const stopped = replica.stop();
    await until(() => replica.app.get(Lifetime).isEnding);
    await ground.write([event(2)]);
    gate.open();
    await stopped;
    expect(slow.numbers()).toEqual([1]);
    expect(await ground.deliveries()).toEqual([]);
  });

  it('puts down within its bounds what does not: it comes again at once, and nothing is counted', async () => {
    const hanging = recorder('hanging', 'all', never);
    const replica = await ground.open([hanging.handler], { SHUTDOWN_TIMEOUT_MS: '2000' });
    await ground.write([event(1)]);
    await until(() => hanging.events.length === 1);
    await replica.stop();
    expect(await ground.deliveries()).toMatchObject([{ attempts: 0, deadAt: null, error: null }]);
    const other = recorder('hanging');
    await ground.open([other.handler]);
    await until(() => other.events.length === 1);
    await until(nothingOpen);
  });
});
