import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { INestApplication } from '@nestjs/common';
import { Database } from '../../src/common/database/index.js';
import { tooManyRequests } from '../../src/common/errors/index.js';
import { formatUsdc } from '../../src/common/money/index.js';
import { EarningsSource } from '../../src/modules/insights/figures/earnings-source.service.js';
import { FigureTotals } from '../../src/modules/insights/figures/figure-totals.service.js';
import { FoldingRepository } from '../../src/modules/insights/figures/folding.repository.js';
import { Folding, TURN } from '../../src/modules/insights/figures/folding.service.js';
import { ForgetZonesJob } from '../../src/modules/insights/figures/forget-zones.job.js';
import { MarginSource } from '../../src/modules/insights/figures/margin-source.service.js';
import { OwnersZones } from '../../src/modules/insights/figures/owners-zones.service.js';
import { RunsSource } from '../../src/modules/insights/figures/runs-source.service.js';
import { openReplica, openShop, type Replica, type Shop } from '../e2e/shop.js';
import { books } from './drawn-books.js';
import {
  book,
  type Booked,
  type Drawn,
  journalsOf,
  log,
  type Logged,
  plantOwner,
} from './planted-books.js';
import {
  addUp,
  audienceOf,
  costOf,
  EARNED,
  netOf,
  pointsOf,
  unitsOf,
  yearOf,
} from './plain-sums.js';

let shop: Shop;
let other: Replica;
let earnings: EarningsSource;
let ran: RunsSource;
let margin: MarginSource;

beforeAll(async () => {
  shop = await openShop();
  other = await openReplica(shop);
  earnings = shop.app.get(EarningsSource);
  ran = shop.app.get(RunsSource);
  margin = shop.app.get(MarginSource);
});
afterAll(async () => {
  await other.app.close();
  await shop.stop();
});

const NOON = new Date('2026-05-05T12:00:00Z');
const everybody = { filters: { audience: 'all' } };

const sale = (changes: Partial<Drawn> = {}): Drawn => ({
  isOwn: false,
  resourceId: randomUUID(),
  network: 'eip155:84532',
  amount: 50_000n,
  feeBasisPoints: 250,
  fate: 'kept',
  times: [NOON, NOON, NOON, NOON],
  ...changes,
});
const run = (changes: Partial<Logged> = {}): Logged => ({
  call: randomUUID(),
  resourceId: randomUUID(),
  isOwn: false,
  at: NOON,
  status: 'paid',
  attempt: 1,
  failure: null,
  model: 'claude:haiku',
  tokens: [400, 300, 0, 0],
  costNanoUsd: 2_000_000n,
  durationMs: 900,
  ...changes,
});

const sell = (owner: string, drawn: Drawn) =>
  shop.owner.transaction(async (tx) => {
    for (const each of journalsOf(owner, drawn)) await book(tx, owner, each);
  });
const write = (owner: string, logged: Logged) =>
  shop.owner.transaction((tx) => log(tx, owner, logged));
const plant = () => plantOwner(shop.owner.manager);
const netIn = async (owner: string, tz = 'UTC') =>
  (await earnings.read(owner, yearOf('net', tz))).series.total.value;

const minutePasses = (owner: string) =>
  shop.owner.query(
    `UPDATE figure_zones SET asked_at = asked_at - interval '61 seconds' WHERE owner_id = $1`,
    [owner],
  );

const resourceOf = ({ resourceId }: { resourceId: string | null }) => resourceId;
const costIn = async (owner: string) => (await ran.read(owner, yearOf('cost', 'UTC'))).series.total;
const asInsights = (sql: string) =>
  shop.app.get(Database).asService('insights', (tx) => tx.query(sql));

/** Every way to ask for the same, beside plain sums. */
async function compare(
  owner: string,
  tz: string,
  booked: readonly Booked[],
  runs: readonly Logged[],
): Promise<void> {
  const byResource = { by: 'resource' } as const;
  for (const [measure, value] of Object.entries(EARNED)) {
    const query = yearOf(measure, tz, { ...byResource, ...everybody });
    const found = await pointsOf(earnings, owner, query, 6);
    expect([tz, measure, found]).toEqual([tz, measure, addUp(booked, tz, value, resourceOf)]);
  }
  const buyers = booked.filter(({ isOwn }) => !isOwn);
  expect(await pointsOf(earnings, owner, yearOf('net', tz), 6)).toEqual(addUp(buyers, tz, netOf));
  const byAudience = yearOf('runs', tz, { by: 'audience' });
  expect(await pointsOf(ran, owner, byAudience, 0)).toEqual(addUp(runs, tz, () => 1n, audienceOf));
  const byModel = yearOf('cost', tz, { by: 'model', ...everybody });
  expect(await pointsOf(ran, owner, byModel, 9)).toEqual(
    addUp(runs, tz, costOf, ({ model }) => model),
  );
  const left = [
    ...buyers.map((each) => ({ ...each, value: netOf(each) * 1_000n })),
    ...runs
      .filter((each) => audienceOf(each) === 'buyers')
      .map((each) => ({ ...each, value: -costOf(each) })),
  ];
  expect(await pointsOf(margin, owner, yearOf('margin', tz, byResource), 9)).toEqual(
    addUp(left, tz, ({ value }) => value, resourceOf),
  );
}

/** What PostgreSQL sees of a process that is killed while it counts. */
function dieCounting(): Promise<void> {
  const repository = other.app.get(FoldingRepository);
  return other.app.get(Database).asServiceInTurn('insights', TURN, async (tx) => {
    await repository.count(tx, 3);
    const [{ pid }] = await tx.query(`SELECT pg_backend_pid() AS pid`);
    await shop.owner.query(`SELECT pg_terminate_backend($1)`, [pid]);
    await tx.query(`SELECT 1`);
  });
}

describe('figures of what was sold and ran', () => {
  it('are by the days of any zone what ledger and usage log say, whatever happens when', async () => {
    await fc.assert(
      fc.asyncProperty(books, async ({ calls, runs, zones }) => {
        const owner = await plant();
        const booked = calls.flatMap((call) => journalsOf(owner, call));
        const middle = Math.floor(booked.length / 2);
        // One zone is asked for in between, the others once everything is there.
        for (const [at, each] of booked.entries()) {
          await shop.owner.transaction((tx) => book(tx, owner, each));
          if (at === middle) await earnings.read(owner, yearOf('net', zones[0] ?? 'UTC'));
        }
        for (const each of runs) await write(owner, each);
        for (const tz of zones) await compare(owner, tz, booked, runs);
      }),
      { numRuns: 4 },
    );
  });

  it('are together what GET /earnings tells of the same time', async () => {
    const { creator } = await shop.publish();
    const { id } = await creator.send<{ id: string }>('GET', '/me');
    await fc.assert(
      fc.asyncProperty(books, async ({ calls }) => {
        for (const call of calls) await sell(id, call);
        const { networks } = await creator.send<{ networks: Record<string, string>[] }>(
          'GET',
          '/earnings?from=2026-01-01&to=2027-01-01',
        );
        for (const measure of ['calls', ...Object.keys(EARNED)]) {
          const query = yearOf(measure, 'UTC', { by: 'network', ...everybody });
          const { dimensions } = (await earnings.read(id, query)).series;
          for (const told of networks) {
            const found = dimensions.find(({ dimension }) => dimension === told['network']);
            const units = unitsOf(found?.value ?? null, 6);
            const value = measure === 'calls' ? Number(found?.value) : formatUsdc(units);
            expect([measure, value]).toEqual([measure, told[measure]]);
          }
        }
      }),
      { numRuns: 1 },
    );
  });

  it('are totals of the same sums in few statements, with the resources that earned most', async () => {
    const owner = await plant();
    const best = randomUUID();
    await sell(owner, sale({ resourceId: best, amount: 90_000n }));
    await sell(owner, sale());
    await sell(owner, sale({ isOwn: true }));
    await write(owner, run({ resourceId: best }));
    await write(owner, run({ status: 'test' }));
    const period = { from: '2026-05-01', to: '2026-06-01', tz: 'UTC' };
    const { totals, prior, resources } = await shop.app
      .get(FigureTotals)
      .read(owner, { period, hasPrior: true, top: 1 });
    expect(totals.buyers).toMatchObject({
      gross: { value: '0.14', certainty: 'exact' },
      net: { value: '0.1365' },
      calls: { value: '2' },
      cost: { value: '0.002' },
      margin: { value: '0.1345', certainty: 'exact' },
    });
    expect(totals.own).toMatchObject({ gross: { value: '0.05' }, runs: { value: '0' } });
    expect(totals.tests).toMatchObject({ gross: { value: '0' }, cost: { value: '0.002' } });
    expect(prior.buyers.gross.value).toBe('0');
    expect(resources).toMatchObject([
      { resourceId: best, totals: { net: { value: '0.08775' }, margin: { value: '0.08575' } } },
    ]);
  });
});

describe('what a run costs', () => {
  it('is free where certainly no model worked, and unknown where nobody said', async () => {
    const owner = await plant();
    await write(owner, run({ costNanoUsd: 0n }));
    await write(owner, run({ model: null, tokens: null, costNanoUsd: null }));
    const refused = { tokens: null, costNanoUsd: null, status: 'not_charged' } as const;
    await write(owner, run({ ...refused, failure: 'model_busy' }));
    expect(await costIn(owner)).toMatchObject({ value: '0', parts: { free: 3, unknown: 0 } });
    await write(owner, run());
    await write(owner, run({ costNanoUsd: null }));
    await write(owner, run({ ...refused, failure: 'timeout' }));
    await write(owner, run({ ...refused, model: null, failure: 'call_interrupted' }));
    const parts = { priced: 1, free: 3, unknown: 3 };
    expect(await costIn(owner)).toEqual({ value: '0.002', certainty: 'at_least', parts });
  });

  it('leaves a margin of at most so much while part of it is unknown', async () => {
    const owner = await plant();
    const resourceId = randomUUID();
    await sell(owner, sale({ resourceId }));
    await write(owner, run({ resourceId, costNanoUsd: null }));
    const { total } = (await margin.read(owner, yearOf('margin', 'UTC'))).series;
    expect(total).toMatchObject({ value: '0.04875', certainty: 'at_most' });
  });
});

describe('counting', () => {
  it('shows a sale at once, and older figures with their time while it cannot', async () => {
    const owner = await plant();
    expect(await netIn(owner)).toBe('0');
    await sell(owner, sale());
    expect(await netIn(owner)).toBe('0.04875');
    const holder = shop.owner.createQueryRunner();
    await holder.startTransaction();
    await holder.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [TURN]);
    await sell(owner, sale());
    await holder.manager.query('SELECT 1');
    await shop.owner.query(`UPDATE unfolded_journals SET noted_at = now() - interval '6 minutes'`);
    const answer = await earnings.read(owner, yearOf('net', 'UTC'));
    expect(answer).toMatchObject({ isStale: true, series: { total: { value: '0.04875' } } });
    expect(Date.now() - Number(answer.asOf)).toBeGreaterThan(300_000);
    await holder.commitTransaction();
    await holder.release();
    expect(await netIn(owner)).toBe('0.0975');
    expect((await earnings.read(owner, yearOf('net', 'UTC'))).isStale).toBe(false);
  });

  it('misses nothing and counts nothing twice: two at once, killed, in any order of commits', async () => {
    const owner = await plant();
    await earnings.read(owner, yearOf('net', 'UTC'));
    const kept: Booked[] = [];
    const runs: Logged[] = [];
    const progress = { isOver: false };
    const writer = async (seed: number) => {
      for (let turn = 0; turn < 12; turn += 1) {
        const booked = journalsOf(owner, sale({ fate: 'paid_vanished' }));
        const logged = run();
        const writing = shop.owner.transaction(async (tx) => {
          for (const each of booked) await book(tx, owner, each);
          await log(tx, owner, logged);
          await sleep((seed * turn * 7) % 40);
          if ((seed + turn) % 4 === 0) throw new Error('rolled back');
        });
        const isKept = await writing.then(
          () => true,
          () => false,
        );
        if (!isKept) continue;
        kept.push(...booked);
        runs.push(logged);
      }
    };
    const folder = async (app: INestApplication) => {
      while (!progress.isOver) await app.get(Folding).count();
    };
    const killed = async () => {
      while (!progress.isOver) {
        await expect(dieCounting()).rejects.toThrow();
        await sleep(5);
      }
    };
    const folding = [folder(shop.app), folder(other.app), killed()];
    await Promise.all([1, 2, 3].map(writer));
    progress.isOver = true;
    await Promise.all(folding);
    expect(kept.length).toBeGreaterThan(0);
    expect(await pointsOf(earnings, owner, yearOf('gross', 'UTC', everybody), 6)).toEqual(
      addUp(kept, 'UTC', EARNED['gross'] ?? netOf),
    );
    expect(await pointsOf(earnings, owner, yearOf('refunded', 'UTC'), 6)).toEqual(
      addUp(kept, 'UTC', EARNED['refunded'] ?? netOf),
    );
    expect(await pointsOf(ran, owner, yearOf('cost', 'UTC'), 9)).toEqual(
      addUp(runs, 'UTC', costOf),
    );
  });

  it('builds a zone of long ago step by step, and says from when on it is known', async () => {
    const owner = await plant();
    const old = new Date('2026-01-02T12:00:00Z');
    await sell(owner, sale());
    await sell(owner, sale({ times: [old, old, old, old] }));
    await netIn(owner, 'Asia/Kathmandu');
    await shop.owner.query(
      `UPDATE figure_zones SET known_from = '2026-05-01T18:15:00Z' WHERE owner_id = $1`,
      [owner],
    );
    await shop.owner.query(`DELETE FROM sales_days WHERE owner_id = $1 AND day < '2026-05-02'`, [
      owner,
    ]);
    const late = new Date('2026-01-03T12:00:00Z');
    await sell(owner, sale({ times: [late, late, late, late] }));
    expect(await netIn(owner, 'Asia/Kathmandu')).toBe('0.14625');
  });

  it('builds a zone without what is noted: that is counted when its turn comes', async () => {
    const owner = await plant();
    await sell(owner, sale());
    await write(owner, run());
    await shop.app.get(OwnersZones).ask({ ownerId: owner, tz: 'UTC' });
    expect(await netIn(owner)).toBe('0.04875');
    expect((await ran.read(owner, yearOf('runs', 'UTC'))).series.total.value).toBe('1');
  });

  it('keeps no more than eight zones of a user, and none that nobody asked for lately', async () => {
    const owner = await plant();
    await sell(owner, sale());
    for (let hours = 1; hours <= 9; hours += 1) {
      await minutePasses(owner);
      expect(await netIn(owner, `Etc/GMT-${hours}`)).toBe('0.04875');
    }
    const zones = () =>
      shop.owner.query(
        `SELECT z.tz, count(s)::int AS days FROM figure_zones z
           LEFT JOIN sales_days s USING (owner_id, tz) WHERE owner_id = $1 GROUP BY 1`,
        [owner],
      );
    expect(await zones()).toHaveLength(8);
    await shop.owner.query(
      `UPDATE figure_zones SET asked_at = now() - interval '91 days' WHERE owner_id = $1`,
      [owner],
    );
    await shop.app.get(ForgetZonesJob).run();
    expect(await zones()).toEqual([]);
    expect(await netIn(owner, 'Etc/GMT-1')).toBe('0.04875');
  });

  it('has no zone that was just asked for give way: a ninth one at once is told when to come back', async () => {
    const owner = await plant();
    await sell(owner, sale());
    const zones = Array.from({ length: 12 }, (_, hours) => `Etc/GMT-${hours + 1}`);
    const answers = await Promise.allSettled(zones.map((tz) => netIn(owner, tz)));
    const read = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    expect(read).toEqual(Array(8).fill('0.04875'));
    const refused = answers.flatMap((each): unknown[] =>
      each.status === 'rejected' ? [each.reason] : [],
    );
    const retryAfterSeconds = expect.any(Number) as unknown;
    const details = expect.objectContaining({ retryAfterSeconds }) as unknown;
    const problem = { type: tooManyRequests, details };
    expect(refused).toEqual(Array(4).fill(expect.objectContaining(problem)));
    // Whoever names no zone is answered all the same.
    expect(await netIn(owner)).toBe('0.04875');
    await minutePasses(owner);
    expect(await netIn(owner, 'Asia/Tokyo')).toBe('0.04875');
  });

  it('has a zone that is read again and again keep its place, however long ago it was built', async () => {
    const owner = await plant();
    await sell(owner, sale());
    for (let hours = 1; hours <= 8; hours += 1) await netIn(owner, `Etc/GMT-${hours}`);
    await minutePasses(owner);
    await netIn(owner, 'Etc/GMT-1');
    await netIn(owner, 'Etc/GMT-9');
    const rows = await shop.owner.query<{ tz: string }[]>(
      `SELECT tz FROM figure_zones WHERE owner_id = $1`,
      [owner],
    );
    const kept = rows.map(({ tz }) => tz);
    expect(kept).toHaveLength(8);
    expect(kept).toEqual(expect.arrayContaining(['Etc/GMT-1', 'Etc/GMT-9']));
  });

  it('answers also when it cannot be noted that a zone is read', async () => {
    const owner = await plant();
    await sell(owner, sale());
    await netIn(owner);
    await minutePasses(owner);
    await shop.owner.query('REVOKE UPDATE (asked_at) ON figure_zones FROM coinslot_as_insights');
    const read = await netIn(owner).finally(() =>
      shop.owner.query('GRANT UPDATE (asked_at) ON figure_zones TO coinslot_as_insights'),
    );
    expect(read).toBe('0.04875');
  });

  it('has the zone of a budget on top of all others', async () => {
    const owner = await plant();
    await sell(owner, sale());
    for (let hours = 1; hours <= 8; hours += 1) await netIn(owner, `Etc/GMT-${hours}`);
    await expect(netIn(owner, 'Asia/Kabul')).rejects.toMatchObject({ type: tooManyRequests });
    await shop.owner.query(
      `INSERT INTO budgets (user_id, name, spend_of, amount_micro_usd, period, thresholds, tz)
         VALUES ($1, 'calls', 'calls', 1000000, 'month', '{100}', 'Asia/Kabul')`,
      [owner],
    );
    expect(await netIn(owner, 'Asia/Kabul')).toBe('0.04875');
  });

  it('leaves nothing of a deleted account, also while its sales are counted', async () => {
    const owner = await plant();
    await sell(owner, sale());
    expect(await netIn(owner)).toBe('0.04875');
    await sell(owner, sale());
    const folding = shop.app.get(Folding);
    await Promise.all([
      folding.count(),
      shop.owner.query(`DELETE FROM users WHERE id = $1`, [owner]),
    ]);
    await folding.count();
    const left = await shop.owner.query(
      `SELECT owner_id FROM sales_days WHERE owner_id = $1
       UNION ALL SELECT owner_id FROM figure_zones WHERE owner_id = $1`,
      [owner],
    );
    expect(left).toEqual([]);
  });

  it('sees nothing of what was bought, signed or answered', async () => {
    for (const column of ['payment', 'input', 'result', 'transaction', 'pay_to']) {
      await expect(asInsights(`SELECT ${column} FROM payment_claims`)).rejects.toThrow(
        'permission denied',
      );
    }
    await expect(asInsights(`SELECT FROM users`)).rejects.toThrow('permission denied');
    await expect(asInsights(`SELECT payer FROM refunds`)).rejects.toThrow('permission denied');
  });
});
