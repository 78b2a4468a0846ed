import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { LedgerAccounts1764000007000 } from '../../src/migrations/1764000007000-ledger-accounts.js';
import { FewerIndexes1764600000100 } from '../../src/migrations/1764600000100-fewer-indexes.js';
import {
  type JournalLine,
  platformFee,
  refundOwedJournal,
  refundPaidJournal,
  settlementJournal,
} from '../../src/modules/payments/ledger/journal.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { type Context, enter } from '../setup/enter.js';

type Run = <T>(sql: string, values?: unknown[]) => Promise<T>;

const ownerId = randomUUID();
const place = { ownerId, network: 'eip155:8453', asset: '0xusdc' };
const settled = settlementJournal({ ...place, amount: 50_000n, feeBasisPoints: 250 });
const feeless = settlementJournal({ ...place, amount: 50_000n, feeBasisPoints: 0 });
const owed = refundOwedJournal({ ...place, amount: 50_000n, fee: 1_250n });
const paid = refundPaidJournal({ ...place, amount: 50_000n });

const line = (kind: string, account: string, amount: bigint) =>
  ({ ...place, kind, account, amount }) as JournalLine;

async function record(run: Run, journalId: string, lines: readonly JournalLine[]): Promise<void> {
  for (const { kind, account, network, asset, amount, ownerId: owner } of lines) {
    await run(
      `INSERT INTO ledger_entries (journal_id, kind, account, owner_id, network, asset, amount)
        VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [journalId, kind, account, owner, network, asset, amount.toString()],
    );
  }
}

describe('the ledger in the database', () => {
  let database: TestDatabase;
  let application: DataSource;
  let owner: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    application = await createDataSource(database.appUrl);
    owner = await createDataSource(database.ownerUrl);
  });
  afterAll(async () => {
    await Promise.all([application.destroy(), owner.destroy()]);
    await database.drop();
  });

  /** Raw SQL as the application's role, in the context of a user or a service. */
  function as<T>(context: Context, work: (run: Run) => Promise<T>): Promise<T> {
    return application.transaction(async (tx) => {
      await enter(tx, context);
      return work((sql, values) => tx.query(sql, values));
    });
  }
  const book = (journalId: string, ...journals: (readonly JournalLine[])[]) =>
    as({ service: 'payments' }, (run) => record(run, journalId, journals.flat()));

  it('takes every journal that the product makes', async () => {
    await book(randomUUID(), settled);
    await book(randomUUID(), feeless);
    await book(randomUUID(), settlementJournal({ ...place, amount: 1n, feeBasisPoints: 10_000 }));
    await book(
      randomUUID(),
      settlementJournal({ ...place, ownerId: null, amount: 9n, feeBasisPoints: 250 }),
    );
    const refund = randomUUID();
    await book(refund, owed);
    await book(refund, paid);
  });

  it('takes the journals of a payment and of its refund under one id too', async () => {
    await book(randomUUID(), settled, owed, paid);
  });

  it.each<[string, readonly JournalLine[]]>([
    ['a line is missing', settled.slice(0, 2)],
    ['an amount is off by one', [...feeless.slice(0, 1), line('settlement', 'revenue', -49_999n)]],
    [
      'another owner pays for it',
      feeless.map((one) => (one.amount < 0n ? { ...one, ownerId: randomUUID() } : one)),
    ],
    [
      'another network pays for it',
      feeless.map((one) => (one.amount < 0n ? { ...one, network: 'eip155:1' } : one)),
    ],
    [
      'a journal of another kind under the same id pays for it',
      [line('settlement', 'wallet', 5n), line('refund_owed', 'refunds_owed', -5n)],
    ],
  ])('refuses a journal when %s', async (_, lines) => {
    await expect(book(randomUUID(), lines)).rejects.toThrow('does not balance');
  });

  const sale = fc.record({
    amount: fc.bigInt({ min: 1n, max: 10n ** 15n }),
    feeBasisPoints: fc.integer({ min: 0, max: 10_000 }),
    ownerId: fc.constantFrom(ownerId, null),
    fate: fc.constantFrom('kept', 'owed', 'paid'),
  });
  const error = fc.record({
    line: fc.nat(),
    by: fc.bigInt({ min: -1_000n, max: 1_000n }).filter((by) => by !== 0n),
  });

  it('takes whatever is sold and given back, and nothing that is off by any amount in any line', async () => {
    await fc.assert(
      fc.asyncProperty(sale, error, async ({ fate, ...payment }, { line, by }) => {
        const movement = { ...place, ...payment };
        const fee = platformFee(movement, payment.feeBasisPoints);
        const lines = [
          ...settlementJournal(movement),
          ...(fate === 'kept' ? [] : refundOwedJournal({ ...movement, fee })),
          ...(fate === 'paid' ? refundPaidJournal(movement) : []),
        ];
        const wrong = lines.map((one, n) =>
          n === line % lines.length ? { ...one, amount: one.amount + by } : one,
        );
        await expect(book(randomUUID(), wrong)).rejects.toThrow(/does not balance|violates check/);
        const id = randomUUID();
        await book(id, lines);
        const [{ sum }] = await owner.query(
          `SELECT sum(amount)::text AS sum FROM ledger_entries WHERE journal_id = $1`,
          [id],
        );
        expect(sum).toBe('0');
      }),
      { numRuns: 60 },
    );
  });

  it('refuses to have lines added to a journal later', async () => {
    const id = randomUUID();
    await book(id, feeless);
    await expect(book(id, [line('settlement', 'platform_fee', -1n)])).rejects.toThrow(
      'does not balance',
    );
  });

  it.each([
    ['settlement', feeless],
    ['refund_owed', owed],
    ['refund_paid', paid],
  ])('refuses a second %s journal about the same thing', async (_, lines) => {
    const id = randomUUID();
    await book(id, lines);
    await expect(book(id, lines)).rejects.toThrow('ledger_entries_journal');
  });

  it('refuses one of two settlement journals that come at the same time', async () => {
    const id = randomUUID();
    const results = await Promise.allSettled([book(id, settled), book(id, settled)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    ['a negative fee', [line('settlement', 'platform_fee', 5n)]],
    ['revenue in a refund', [line('refund_paid', 'revenue', -5n)]],
    ['money that leaves the wallet of a sale', [line('settlement', 'wallet', -5n)]],
    ['an account of nobody', [line('settlement', 'bonus', -5n)]],
    ['a kind that does not exist', [line('gift', 'wallet', 5n)]],
  ])('refuses %s', async (_, lines) => {
    await expect(book(randomUUID(), lines)).rejects.toThrow('ledger_entries_chart');
  });

  it('is never changed or thinned out, not even by the owner of the table', async () => {
    for (const sql of [`UPDATE ledger_entries SET kind = 'x'`, `DELETE FROM ledger_entries`]) {
      await expect(as({ service: 'payments' }, (run) => run(sql))).rejects.toThrow(
        'permission denied',
      );
      await expect(owner.query(sql)).rejects.toThrow('append-only');
    }
    await expect(owner.query(`TRUNCATE ledger_entries`)).rejects.toThrow('append-only');
  });

  async function count(context: Context): Promise<number> {
    const [row] = await as(context, (run) =>
      run<{ count: number }[]>(`SELECT count(*)::int AS count FROM ledger_entries`),
    );
    return row?.count ?? 0;
  }

  it('is shown to its owner and the payments service only', async () => {
    await book(randomUUID(), settled);
    expect(await count({ service: 'payments' })).toBeGreaterThan(0);
    expect(await count({ user: ownerId })).toBeGreaterThan(0);
    expect(await count({ user: randomUUID() })).toBe(0);
    for (const context of [{ service: 'execution' }, {}] as const) {
      await expect(count(context)).rejects.toThrow('permission denied');
    }
  });

  it('is written by the payments service only, not by its owner', async () => {
    const asOwner = as({ user: ownerId }, (run) => record(run, randomUUID(), settled));
    await expect(asOwner).rejects.toThrow('permission denied');
  });
});

describe('the way back from the accounts of the ledger', () => {
  let database: TestDatabase;
  let owner: DataSource;
  const migration = new LedgerAccounts1764000007000();

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await createDataSource(database.ownerUrl);
    // A newer one took an index away that this one made.
    const runner = owner.createQueryRunner();
    await new FewerIndexes1764600000100().down(runner);
    await runner.release();
  });
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  const entries = () => owner.query(`SELECT kind, account, amount FROM ledger_entries ORDER BY id`);
  const inTransaction = (work: (run: Run) => Promise<unknown>) =>
    owner.transaction((tx) => work((sql, values) => tx.query(sql, values)));
  const move = async (direction: 'up' | 'down') => {
    const runner = owner.createQueryRunner();
    await runner.startTransaction();
    try {
      await migration[direction](runner);
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  };

  it('keeps every entry, and up again they are settlements', async () => {
    await inTransaction((run) => record(run, randomUUID(), feeless));
    const before = await entries();
    await move('down');
    await move('up');
    expect(await entries()).toEqual(before);
  });

  it('is barred once there are fees, and nothing is lost', async () => {
    await inTransaction((run) => record(run, randomUUID(), settled));
    const before = await entries();
    await expect(move('down')).rejects.toThrow('ledger_entries_account_check');
    expect(await entries()).toEqual(before);
  });
});
