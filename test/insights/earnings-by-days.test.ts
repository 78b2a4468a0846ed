import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Folding } from '../../src/modules/insights/figures/folding.service.js';
import { ForgetZonesJob } from '../../src/modules/insights/figures/forget-zones.job.js';
import { OwnersZones } from '../../src/modules/insights/figures/owners-zones.service.js';
import { Earnings } from '../../src/modules/payments/earnings/earnings.service.js';
import { type AccountTotal, summarise } from '../../src/modules/payments/earnings/summary.js';
import type { Period } from '../../src/modules/payments/earnings/whole-days.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { books } from './drawn-books.js';
import { book, type Booked, type Drawn, journalsOf, plantOwner } from './planted-books.js';

let shop: Shop;
let earnings: Earnings;

beforeAll(async () => {
  shop = await openShop();
  earnings = shop.app.get(Earnings, { strict: false });
});
afterAll(() => shop.stop());

const YEAR = Date.parse('2026-01-01T00:00:00Z');
const moment = fc
  .integer({ min: -40 * 1_440, max: 400 * 1_440 })
  .map((minutes) => new Date(YEAR + minutes * 60_000));
const periods = fc
  .tuple(fc.option(moment), fc.option(moment))
  .map(([from, to]): Period => (from && to && from > to ? { from: to, to: from } : { from, to }));
const ALL: Period = { from: null, to: null };

const plant = () => plantOwner(shop.owner.manager);
const bookAll = (owner: string, all: readonly Booked[]) =>
  shop.owner.transaction(async (tx) => {
    for (const each of all) await book(tx, owner, each);
  });

/** Every line of the ledger, added up. */
async function plain(owner: string, { from, to }: Period) {
  const rows = await shop.owner.query<(AccountTotal & { amount: string })[]>(
    `SELECT network, asset, kind, account, count(*)::int AS entries, sum(amount)::text AS amount
       FROM ledger_entries WHERE owner_id = $1 AND created_at >= coalesce($2::timestamptz, '-infinity')
        AND created_at < coalesce($3::timestamptz, 'infinity')
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2`,
    [owner, from, to],
  );
  return summarise(rows.map((row) => ({ ...row, amount: BigInt(row.amount) })));
}

const stateOf = async (owner: string) =>
  (
    await shop.owner.query<{ isWhole: boolean }[]>(
      `SELECT known_from = '-infinity' AS "isWhole" FROM figure_zones WHERE owner_id = $1`,
      [owner],
    )
  ).map(({ isWhole }) => isWhole);
/** As a job does, which another server may have begun. */
async function build(owner: string): Promise<void> {
  const zones = shop.app.get(OwnersZones, { strict: false });
  while ((await stateOf(owner))[0] !== true) await zones.finishOne();
}
const forget = () => shop.app.get(ForgetZonesJob, { strict: false }).run();
async function countAll(): Promise<void> {
  const folding = shop.app.get(Folding, { strict: false });
  while (await folding.count());
}

async function agree(owner: string, asked: readonly Period[]): Promise<void> {
  for (const each of [ALL, ...asked]) {
    const told = await earnings.summary(owner, each);
    expect([each, told]).toEqual([each, await plain(owner, each)]);
  }
}

const SALE: Drawn = {
  isOwn: false,
  resourceId: null,
  network: 'eip155:84532',
  amount: 50_000n,
  feeBasisPoints: 250,
  fate: 'kept',
  times: [new Date(YEAR), new Date(YEAR), new Date(YEAR), new Date(YEAR)],
};

describe('earnings of any period', () => {
  it('are what the ledger says, with days or without, counted or not yet', async () => {
    const drawn = fc.tuple(books, fc.array(periods, { minLength: 4, maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(drawn, async ([{ calls }, asked]) => {
        const owner = await plant();
        const booked = calls.flatMap((call) => journalsOf(owner, call));
        const half = Math.floor(booked.length / 2);
        await bookAll(owner, booked.slice(0, half));
        await agree(owner, asked);
        await build(owner);
        await agree(owner, asked);
        await bookAll(owner, booked.slice(half));
        await agree(owner, asked);
        await countAll();
        await agree(owner, asked);
      }),
      { numRuns: 8 },
    );
  });

  it('read days that are kept, and only what is new beside them', async () => {
    const owner = await plant();
    await bookAll(owner, journalsOf(owner, SALE));
    await earnings.summary(owner, ALL);
    expect(await stateOf(owner)).toEqual([false]);
    await countAll();
    await build(owner);
    // As if the day had another sum: what is told comes from it.
    await shop.owner.query(`UPDATE sales_days SET gross = gross + 1 WHERE owner_id = $1`, [owner]);
    await bookAll(owner, journalsOf(owner, SALE));
    const noon = { from: new Date(YEAR), to: new Date(YEAR + 1) };
    expect(await earnings.summary(owner, ALL)).toMatchObject([{ calls: 2, gross: '0.100001' }]);
    expect(await earnings.summary(owner, noon)).toMatchObject([{ calls: 2, gross: '0.10' }]);
  });

  it('have days kept for as long as somebody asks', async () => {
    const owner = await plant();
    await earnings.summary(owner, ALL);
    await build(owner);
    const age = (days: number) =>
      shop.owner.query(
        `UPDATE figure_zones SET asked_at = now() - make_interval(days => $2) WHERE owner_id = $1`,
        [owner, days],
      );
    await age(91);
    await earnings.summary(owner, ALL);
    await forget();
    expect(await stateOf(owner)).toEqual([true]);
    await age(91);
    await forget();
    expect(await stateOf(owner)).toEqual([]);
  });
});
