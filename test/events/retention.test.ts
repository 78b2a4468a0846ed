import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventHandler } from '../../src/common/events/index.js';
import { DeadLetters } from '../../src/common/events/index.js';
import { TidyEventsJob } from '../../src/common/events/tidy-events.job.js';
import { environmentFor, event, EventsGround, type EventsReplica, until } from './events-server.js';

const run = promisify(execFile);

let ground: EventsGround;
beforeAll(async () => {
  ground = await EventsGround.prepare();
});
afterEach(() => ground.reset());
afterAll(() => ground.clear());

const good: EventHandler = { name: 'good', types: 'all', handle: () => Promise.resolve() };
const bad: EventHandler = {
  name: 'bad',
  types: 'all',
  handle: () => Promise.reject(new TypeError('sk-secret is refused')),
};

const tidy = (replica: EventsReplica) => replica.app.get(TidyEventsJob).run();
const written = async () =>
  (
    await ground.owner.query<{ n: number }[]>(
      `SELECT (data ->> 'n')::int AS n FROM outbox ORDER BY id`,
    )
  ).map(({ n }) => n);
const age = (table: string, column: string, days: number, where = 'true') =>
  ground.owner.query(
    `UPDATE ${table} SET ${column} = ${column} - make_interval(days => ${days}) WHERE ${where}`,
  );
const isDead = async () => (await ground.deliveries()).every(({ deadAt }) => deadAt !== null);

/** Fails the only open delivery for the last time. */
async function die(): Promise<void> {
  await until(async () => (await ground.deliveries()).some(({ error }) => error !== null));
  await ground.owner.query(`UPDATE event_deliveries SET attempts = 19, due_at = now()`);
  await until(isDead);
}

describe('a dead letter', () => {
  it('is kept after the last attempt, told to operators, and handed out again when they say so', async () => {
    let isMended = false;
    const handled: string[] = [];
    const mended: EventHandler = {
      ...bad,
      handle: async (handed, signal) => {
        if (!isMended) return bad.handle(handed, signal);
        handled.push(handed.id);
      },
    };
    const replica = await ground.open([mended]);
    await ground.write([event(1)]);
    await die();
    expect(replica.log.some((line) => line.includes('for the last time'))).toBe(true);
    const letters = replica.app.get(DeadLetters, { strict: false });
    await until(() => letters.known === 1);
    const [{ eventId = '' } = {}] = await letters.list();
    expect(await letters.list()).toMatchObject([
      { handler: 'bad', type: 'x_test.happened', error: 'TypeError', diedAt: expect.any(Date) },
    ]);
    expect(await letters.standings()).toMatchObject([{ handler: 'bad', open: 0, dead: 1 }]);

    isMended = true;
    expect(await letters.retry({ handler: 'another' })).toBe(0);
    expect(await letters.retry({ handler: 'bad', eventId: '0' })).toBe(0);
    expect(await letters.retry({ handler: 'bad', eventId })).toBe(1);
    await until(() => handled.length === 1);
    await until(async () => (await ground.deliveries()).length === 0);
  });

  it('is listed and handed out again by `npm run events`', async () => {
    const replica = await ground.open([bad]);
    await ground.write([event(1)]);
    await die();
    await replica.stop();
    const env = { ...environmentFor(ground.databaseUrl), LOG_LEVEL: 'silent' };
    const command = async (...options: string[]) => {
      const { stdout } = await run(process.execPath, ['dist/src/commands/events.js', ...options], {
        env,
      });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    };
    const [standing, letter] = await command();
    expect(standing).toMatchObject({ handler: 'bad', types: null, open: 0, dead: 1 });
    expect(letter).toMatchObject({ handler: 'bad', type: 'x_test.happened', error: 'TypeError' });
    expect(await command('--retry', '--handler', 'bad')).toEqual([{ retried: 1 }]);
    expect(await command()).toMatchObject([{ handler: 'bad', open: 1, dead: 0 }]);
    expect(await command('--forget', 'bad')).toEqual([{ forgotten: true }]);
    expect(await ground.deliveries()).toEqual([]);
    await expect(command('--event', '1')).rejects.toThrow('Use --retry');
  });
});

describe('what is kept of events', () => {
  it('is forgotten once all are done with it and it is old enough', async () => {
    const replica = await ground.open([good, bad], { EVENT_RETENTION_DAYS: '7' });
    await ground.write([event(1)]);
    await die();
    await ground.owner.query(`DELETE FROM event_handlers WHERE name = 'bad'`);
    await ground.write([event(2)]);
    await until(async () => (await ground.deliveries()).length === 0);
    await tidy(replica);
    expect(await written()).toEqual([1, 2]);
    await age('outbox', 'created_at', 8, `data ->> 'n' = '1'`);
    await tidy(replica);
    expect(await written()).toEqual([2]);
  });

  it('stays for as long as a delivery needs it, and a dead letter for its own time', async () => {
    const replica = await ground.open([good, bad], { EVENT_RETENTION_DAYS: '7' });
    await ground.write([event(1)]);
    await until(async () => (await ground.deliveries()).length === 1);
    await age('outbox', 'created_at', 8);
    await tidy(replica);
    expect(await written()).toEqual([1]);
    await die();
    await tidy(replica);
    expect(await written()).toEqual([1]);
    await age('event_deliveries', 'dead_at', 8);
    await tidy(replica);
    expect([await written(), await ground.deliveries()]).toEqual([[], []]);
    expect(replica.log.some((line) => line.includes('kept long enough'))).toBe(true);
  });

  it('is not forgotten before it has been handed on to those who want it', async () => {
    const first = await ground.open([good], { EVENT_RETENTION_DAYS: '7' });
    await first.stop();
    await ground.write([event(1)]);
    await age('outbox', 'created_at', 8);
    const other = await ground.open([], { EVENT_RETENTION_DAYS: '7' });
    await tidy(other);
    expect(await written()).toEqual([1]);
  });

  it('is forgotten where nobody ever wanted any, however much there is', async () => {
    const replica = await ground.open([], { EVENT_RETENTION_DAYS: '7' });
    await ground.owner.query(
      `INSERT INTO outbox (user_id, type, data, created_at)
         SELECT gen_random_uuid(), 'x_test.happened', jsonb_build_object('n', n),
             now() - make_interval(days => CASE WHEN n <= 12000 THEN 8 ELSE 0 END)
           FROM generate_series(1, 12003) n`,
    );
    await tidy(replica);
    expect(await written()).toEqual([12_001, 12_002, 12_003]);
  });

  it('of a handler that no server has any more goes with it', async () => {
    const first = await ground.open([good, bad]);
    await ground.write([event(1)]);
    await until(async () => (await ground.deliveries()).some(({ error }) => error !== null));
    await first.stop();
    const second = await ground.open([good], { EVENT_RETENTION_DAYS: '7' });
    await age('event_handlers', 'seen_at', 6, `name = 'bad'`);
    await tidy(second);
    expect(await ground.deliveries()).toHaveLength(1);
    await age('event_handlers', 'seen_at', 2, `name = 'bad'`);
    await tidy(second);
    expect(await ground.deliveries()).toEqual([]);
    const names = await ground.owner.query(`SELECT name FROM event_handlers`);
    expect(names).toEqual([{ name: 'good' }]);
  });
});
