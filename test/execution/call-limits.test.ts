import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { Database } from '../../src/common/database/index.js';
import type { Problem } from '../../src/common/errors/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { Outbox } from '../../src/common/outbox/index.js';
import { Admission } from '../../src/modules/execution/limits/admission.service.js';
import { CallLimits } from '../../src/modules/execution/limits/call-limits.service.js';
import type {
  CallCosts,
  CountedCall,
} from '../../src/modules/execution/limits/call-costs.service.js';
import { ForgetSpendingJob } from '../../src/modules/execution/limits/forget-spending.job.js';
import { TidyReservationsJob } from '../../src/modules/execution/limits/tidy-reservations.job.js';
import { ReservationsRepository } from '../../src/modules/execution/limits/call-reservations.repository.js';
import type { RunRecord } from '../../src/modules/execution/records/run-record.js';
import { TestClock } from '../accounts/accounts-server.js';
import { addOwner, stock } from '../resources/stock.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

const NONE = { inputBytes: null, concurrentCalls: null, callsPerMinute: null };
const LIMIT = 1_000n;

let database: TestDatabase;
let owner: DataSource;
let app: DataSource;
let ownerId: string;
let db: Database;
let clock: TestClock;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createDataSource(database.ownerUrl);
  app = await createDataSource(database.appUrl);
  db = new Database(app);
  ownerId = await addOwner(owner, 'spender');
});
afterAll(async () => {
  await Promise.all([owner.destroy(), app.destroy()]);
  await database.drop();
});

/** The counting as the application does it; every call can cost `bound` at the most. */
function openLimits(bound: bigint | null | undefined) {
  clock = new TestClock();
  const reservations = new ReservationsRepository();
  const costs = { bound: async () => bound } as unknown as CallCosts;
  const admission = new Admission(reservations, new Outbox(), clock);
  const limits = new CallLimits(db, admission, reservations, costs, clock, createLogger('silent'));
  return { limits, reservations };
}

async function newResource(): Promise<string> {
  const id = randomUUID();
  const publishedAt = '2026-01-01T00:00:00Z';
  await stock(owner, ownerId, [{ id, name: 'Dear', price: 50_000, calls: 0, publishedAt }]);
  return id;
}

function callOf(resourceId: string, limits: Partial<CountedCall['limits']>): CountedCall {
  const sold = { type: 'prompt_template', config: {} } as unknown as CountedCall['sold'];
  const all = { ...NONE, dailySpendNanoUsd: null, ...limits };
  return { id: randomUUID(), ownerId, resourceId, limits: all, sold, input: {} };
}

/** How a run went; without a cost, nobody knows what it cost. */
function recordOf(cost: bigint | null): RunRecord {
  const at = '2026-03-01T12:00:00.000Z';
  const tokens = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const usage = cost === null ? tokens : { ...tokens, costNanoUsd: cost.toString() };
  return { model: 'claude:any', usage, failure: null, startedAt: at, finishedAt: at };
}

interface Sums {
  readonly carried: bigint;
  readonly reserved: bigint;
  readonly spent: bigint;
}

async function countedSums(resourceId: string): Promise<Sums> {
  const [row = { carried: 0, reserved: 0, spent: 0 }] = await owner.query(
    `SELECT sum(carried_nano_usd) AS carried, sum(reserved_nano_usd) AS reserved,
            sum(spent_nano_usd) AS spent
       FROM resource_spending WHERE resource_id = $1 HAVING count(*) > 0`,
    [resourceId],
  );
  return { carried: BigInt(row.carried), reserved: BigInt(row.reserved), spent: BigInt(row.spent) };
}

async function addedUp(resourceId: string): Promise<Omit<Sums, 'carried'>> {
  const [row] = await owner.query(
    `SELECT coalesce(sum(reserved_nano_usd) FILTER (WHERE closed_at IS NULL), 0) AS reserved,
            coalesce(sum(spent_nano_usd), 0) AS spent
       FROM call_reservations WHERE resource_id = $1`,
    [resourceId],
  );
  return { reserved: BigInt(row.reserved), spent: BigInt(row.spent) };
}

async function isOpen(callId: string): Promise<boolean> {
  const [{ open }] = await owner.query(
    `SELECT EXISTS (SELECT FROM call_reservations WHERE call_id = $1 AND closed_at IS NULL) AS open`,
    [callId],
  );
  return open;
}

async function logCost(resourceId: string, at: string, cost: number): Promise<void> {
  const execution = randomUUID();
  await owner.query(
    `INSERT INTO executions (id, resource_id, owner_id, is_test, status, started_at, finished_at)
     VALUES ($1, $2, $3, true, 'succeeded', $4, $4)`,
    [execution, resourceId, ownerId, at],
  );
  await owner.query(
    `INSERT INTO x402_prompt_template_usage_logs (execution_id, resource_id, owner_id, status,
       provider_cost_nano_usd, amount_paid_usdc, duration_ms, created_at)
     VALUES ($1, $2, $3, 'test', $4, 0, 1, $5)`,
    [execution, resourceId, ownerId, cost, at],
  );
}

const codeOf = (error: unknown) => (error as Problem).type.code;
const codes = (settled: PromiseSettledResult<unknown>[]) =>
  settled.flatMap((one) => (one.status === 'rejected' ? [codeOf(one.reason)] : []));

describe('what a creator spends in a day', () => {
  /** One thing that can happen to the call with that number. */
  const happening = fc.record({
    call: fc.nat({ max: 5 }),
    what: fc.constantFrom('admit', 'run', 'run and die', 'drop', 'next day', 'tidy'),
    cost: fc.option(fc.bigInt(0n, 150n)),
  });

  it('is what runs have cost and what open ones may cost, whatever dies in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const { limits, reservations } = openLimits(100n);
        const resourceId = await newResource();
        const calls = Array.from({ length: 6 }, () =>
          callOf(resourceId, { dailySpendNanoUsd: LIMIT }),
        );
        let known = 0n;
        for (const { call: index, what, cost } of happenings) {
          const call = calls[index]!;
          if (what === 'next day') clock.advance(86_400);
          if (what === 'admit') {
            const admitted = await limits.admit(call).then(
              () => true,
              (error: unknown) => codeOf(error) !== 'daily_spend_reached',
            );
            expect(await isOpen(call.id)).toBe(admitted);
          }
          if (what === 'run') {
            await limits.count(call, async (ended) => ended(recordOf(cost)));
            known += cost ?? 100n;
          }
          // The process is gone before it can count; somebody else ends or begins the call again.
          if (what === 'run and die') {
            await db.asService('execution', (tx) => reservations.start(tx, call.id, clock.now()));
          }
          if (what === 'drop') {
            await db.asService('payments', (tx) => limits.drop(tx, call.id));
          }
          if (what === 'tidy') {
            await db.asService('execution', (tx) =>
              reservations.closeOlder(tx, clock.now(), clock.now(), 100),
            );
          }
          const { reserved, spent } = await countedSums(resourceId);
          expect({ reserved, spent }).toEqual(await addedUp(resourceId));
          expect(spent).toBeGreaterThanOrEqual(known);
        }
        for (const { id } of calls) await db.asService('payments', (tx) => limits.drop(tx, id));
        expect((await countedSums(resourceId)).reserved).toBe(0n);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps within the limit however many ask at once', async () => {
    const { limits } = openLimits(300n);
    const resourceId = await newResource();
    const asked = Array.from({ length: 12 }, () =>
      limits.admit(callOf(resourceId, { dailySpendNanoUsd: LIMIT })),
    );
    const settled = await Promise.allSettled(asked);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(new Set(codes(settled))).toEqual(new Set(['daily_spend_reached']));
    expect((await countedSums(resourceId)).reserved).toBe(900n);
  });

  it('gives back what a call did not cost, and keeps all of it where nobody knows', async () => {
    const { limits } = openLimits(600n);
    const resourceId = await newResource();
    const call = () => callOf(resourceId, { dailySpendNanoUsd: LIMIT });
    const run = async (record: RunRecord) => {
      const one = call();
      await limits.admit(one);
      await limits.count(one, async (ended) => ended(record));
    };
    await run(recordOf(10n));
    await run({ ...recordOf(null), usage: null, failure: 'model_busy' });
    expect(await countedSums(resourceId)).toMatchObject({ spent: 10n, reserved: 0n });
    await run({ ...recordOf(null), usage: null, failure: 'model_timeout' });
    expect(await countedSums(resourceId)).toMatchObject({ spent: 610n });
    await expect(limits.admit(call())).rejects.toMatchObject({
      details: { retryAfterSeconds: 43_200 },
    });
    clock.advance(43_200);
    await limits.admit(call());
  });

  it('begins with what the log of runs knows, and tells the creator once a day', async () => {
    const { limits } = openLimits(300n);
    const resourceId = await newResource();
    await logCost(resourceId, '2026-03-01T00:00:00Z', 750);
    await logCost(resourceId, '2026-02-28T23:59:59Z', 5_000);
    const call = () => callOf(resourceId, { dailySpendNanoUsd: LIMIT });
    for (const _ of [1, 2]) await expect(limits.admit(call())).rejects.toMatchObject({});
    expect(await countedSums(resourceId)).toEqual({ carried: 750n, reserved: 0n, spent: 0n });
    const told = await owner.query(
      `SELECT type, data FROM outbox WHERE data ->> 'resourceId' = $1`,
      [resourceId],
    );
    expect(told).toEqual([
      {
        type: 'spending_limit.reached',
        data: { resourceId, day: '2026-03-01', limitUsd: '0.000001', spentUsd: '0.00000075' },
      },
    ]);
  });

  it('lets nothing run whose cost cannot be told', async () => {
    const { limits } = openLimits(undefined);
    const resourceId = await newResource();
    const refused = limits.admit(callOf(resourceId, { dailySpendNanoUsd: LIMIT }));
    await expect(refused.catch(codeOf)).resolves.toBe('cost_unknown');
  });
});

describe('calls of a resource', () => {
  it('run side by side as often as allowed, and no oftener', async () => {
    const { limits } = openLimits(null);
    const resourceId = await newResource();
    const call = () => callOf(resourceId, { concurrentCalls: 3 });
    const calls = Array.from({ length: 8 }, call);
    const settled = await Promise.allSettled(calls.map((one) => limits.admit(one)));
    expect(new Set(codes(settled))).toEqual(new Set(['resource_busy']));
    const running = calls.find((_, index) => settled[index]?.status === 'fulfilled');
    expect(codes(settled)).toHaveLength(5);
    await limits.count(running!, async (ended) => ended(recordOf(null)));
    await limits.admit(call());
    await expect(limits.admit(call()).catch(codeOf)).resolves.toBe('resource_busy');
  });

  it('keep no place for money that does not come, and run all the same when it does', async () => {
    const { limits, reservations } = openLimits(300n);
    const resourceId = await newResource();
    const call = () => callOf(resourceId, { concurrentCalls: 1, dailySpendNanoUsd: 300n });
    const [unpaid, started, next] = [
      call(),
      callOf(await newResource(), { concurrentCalls: 1 }),
      call(),
    ];
    const tidy = new TidyReservationsJob(db, reservations, clock, {
      answerMs: 600_000,
    });
    await limits.admit(unpaid);
    await limits.admit(started);
    await db.asService('execution', (tx) => reservations.start(tx, started.id, clock.now()));
    await tidy.run();
    await expect(limits.admit(next).catch(codeOf)).resolves.toBe('resource_busy');
    clock.advance(61);
    await tidy.run();
    expect([await isOpen(unpaid.id), await isOpen(started.id)]).toEqual([false, true]);
    expect(await countedSums(resourceId)).toMatchObject({ reserved: 0n, spent: 0n });
    await limits.admit(next);
    await limits.count(unpaid, async (ended) => ended(recordOf(10n)));
    expect(await countedSums(resourceId)).toMatchObject({ reserved: 300n, spent: 10n });
  });

  it('are counted for a day, and days that are past are forgotten', async () => {
    const { limits, reservations } = openLimits(300n);
    const resourceId = await newResource();
    const runOne = async () => {
      const one = callOf(resourceId, { dailySpendNanoUsd: LIMIT });
      await limits.admit(one);
      await limits.count(one, async (ended) => ended(recordOf(10n)));
    };
    const days = async () => {
      const rows = await owner.query<{ day: string }[]>(
        `SELECT day::text FROM resource_spending WHERE resource_id = $1 ORDER BY day`,
        [resourceId],
      );
      return rows.map(({ day }) => day);
    };
    const forget = new ForgetSpendingJob(db, reservations, clock);
    for (let day = 0; day < 5; day += 1) {
      if (day > 0) clock.advance(86_400);
      await runOne();
    }
    const all = await days();
    await forget.run();
    expect(all).toHaveLength(5);
    expect(await days()).toEqual(all.slice(1));
    await runOne();
    expect(await days()).toEqual(all.slice(1));
  });

  it('start within any minute as often as allowed, also when they have ended', async () => {
    const { limits } = openLimits(null);
    const resourceId = await newResource();
    const call = () => callOf(resourceId, { callsPerMinute: 2 });
    const runOne = async () => {
      const one = call();
      await limits.admit(one);
      await limits.count(one, async (ended) => ended(recordOf(null)));
    };
    await runOne();
    clock.advance(40);
    await runOne();
    await expect(runOne()).rejects.toMatchObject({
      type: { code: 'called_too_often', status: 429 },
      details: { retryAfterSeconds: 20 },
    });
    clock.advance(20);
    await runOne();
    await expect(runOne().catch(codeOf)).resolves.toBe('called_too_often');
  });

  it('of one resource do not count for another', async () => {
    const { limits } = openLimits(null);
    const [one, other] = [await newResource(), await newResource()];
    await limits.admit(callOf(one, { concurrentCalls: 1 }));
    await limits.admit(callOf(other, { concurrentCalls: 1 }));
    await expect(limits.admit(callOf(one, { concurrentCalls: 1 })).catch(codeOf)).resolves.toBe(
      'resource_busy',
    );
  });
});
