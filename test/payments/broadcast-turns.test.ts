import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Database } from '../../src/common/database/index.js';
import { broadcastTurns } from '../../src/modules/payments/facilitator/broadcast-turns.client.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

describe('replicas that broadcast from one wallet', () => {
  let database: TestDatabase;
  let sources: DataSource[];
  let owner: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    sources = await Promise.all([1, 2].map(() => createDataSource(database.appUrl)));
    owner = await createDataSource(database.ownerUrl);
  });
  afterAll(async () => {
    await Promise.all([...sources, owner].map((source) => source.destroy()));
    await database.drop();
  });

  const replicas = (wallet: string) =>
    sources.map((source) => broadcastTurns(new Database(source), wallet));

  /** As somebody else who holds the turn of the wallet `left`. */
  const holdTurn = (left: string) =>
    owner.query(
      `INSERT INTO broadcast_turns VALUES ('left', gen_random_uuid(), now() + $1::interval)
       ON CONFLICT (wallet) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at`,
      [left],
    );

  it('never do so at the same time, while each takes all of its own along', async () => {
    const turns = replicas('shared');
    const under: number[] = [];
    const seen = new Set<string>();
    let most = 0;
    const broadcast = (replica: number) => async () => {
      under.push(replica);
      seen.add([...new Set(under)].sort().join());
      most = Math.max(most, under.length);
      await new Promise((resolve) => setTimeout(resolve, 5));
      under.splice(under.indexOf(replica), 1);
      return replica;
    };
    const jobs = Array.from({ length: 40 }, (_, n) => n % 2);
    const done = await Promise.all(jobs.map((replica) => turns[replica]?.(broadcast(replica))));
    expect(done).toEqual(jobs);
    expect(seen).toEqual(new Set(['0', '1']));
    expect(most).toBeGreaterThan(1);
  });

  it('do not wait for one another with different wallets', async () => {
    const [one] = replicas('one');
    const [, other] = replicas('other');
    const nested = await one?.(async () => other?.(async () => 'both'));
    expect(nested).toBe('both');
  });

  it('hold neither a transaction nor a connection while the chain is asked', async () => {
    const [turn] = replicas('slow');
    const busy = await turn?.(async () => {
      const rows = await sources[1]?.query<{ busy: number }[]>(
        `SELECT count(*)::int AS busy FROM pg_stat_activity
          WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
            AND (state <> 'idle' OR EXISTS (SELECT FROM pg_locks l WHERE l.pid = pg_stat_activity.pid))`,
      );
      return rows?.[0]?.busy;
    });
    expect(busy).toBe(0);
  });

  it('take over from one that shows no sign of life, and from no other', async () => {
    const [turn] = replicas('left');
    await holdTurn('1 hour');
    let sent = false;
    const broadcast = turn?.(async () => (sent = true));
    // Long enough for it to look many times.
    for (let looks = 0; looks < 20; looks += 1) await sources[1]?.query('SELECT pg_sleep(0.02)');
    expect(sent).toBe(false);
    await holdTurn('-1 second');
    expect(await broadcast).toBe(true);
  });

  it('hear of their own failure only, and the next turn comes', async () => {
    const [turn] = replicas('failing');
    const results = await Promise.allSettled([
      turn?.(() => Promise.reject(new Error('no gas'))),
      turn?.(async () => 'sent'),
    ]);
    expect(results).toMatchObject([{ reason: { message: 'no gas' } }, { value: 'sent' }]);
    expect(await turn?.(async () => 'next')).toBe('next');
  });

  it('broadcast nothing while the database cannot be asked for a turn', async () => {
    const gone = await createDataSource(database.appUrl);
    const turn = broadcastTurns(new Database(gone), 'gone');
    await gone.destroy();
    let sent = 0;
    const broadcast = async () => (sent += 1);
    const results = await Promise.allSettled([turn(broadcast), turn(broadcast)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await gone.initialize();
    expect(await turn(broadcast)).toBe(1);
    await gone.destroy();
  });
});
