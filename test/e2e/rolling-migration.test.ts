import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { migrations } from '../../src/migrations/index.js';
import { LedgerCheck } from '../../src/modules/payments/index.js';
import { Buyer, send } from './buyer.js';
import { type Listing, openReplica, openShop, PRICE, type Replica, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 50_000_000n;
const NEXT = 'NextVersion9000000000000';

/**
 * What a next version may bring while servers of this one serve: it only adds. Whoever does not know of it
 * writes the same rows as ever, and calls the same functions.
 */
class NextVersion9000000000000 implements MigrationInterface {
  readonly name = NEXT;

  async up(query: QueryRunner): Promise<void> {
    for (const statement of [
      `ALTER TABLE payment_claims ADD COLUMN next_note text`,
      `ALTER TABLE payment_claims ADD COLUMN next_kind text NOT NULL DEFAULT 'call'`,
      `ALTER TABLE executions ADD COLUMN next_count integer NOT NULL DEFAULT 0`,
      `ALTER TABLE payment_claims ADD CONSTRAINT next_kinds CHECK (next_kind IN ('call', 'other'))`,
      `CREATE INDEX next_notes ON payment_claims (next_note) WHERE next_note IS NOT NULL`,
      `CREATE TABLE next_things (id uuid PRIMARY KEY DEFAULT uuid_v7())`,
      `ALTER TABLE next_things ENABLE ROW LEVEL SECURITY`,
      `CREATE FUNCTION next_thing() RETURNS integer LANGUAGE sql RETURN 1`,
    ]) {
      await query.query(statement);
    }
  }

  async down(): Promise<void> {
    throw new Error('the database of this test is dropped');
  }
}

describe('servers of two versions, while the migration of the newer one runs', () => {
  let shop: Shop;
  let older: Replica;
  let newer: Replica | undefined;
  let listing: Listing;
  let buyer: Buyer;
  /** Statuses of the calls that were paid. */
  const statuses: number[] = [];
  const end = new AbortController();

  beforeAll(async () => {
    shop = await openShop();
    older = await openReplica(shop);
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain, FUNDS);
  });
  afterAll(async () => {
    await Promise.all([older.app.close(), newer?.app.close()]);
    await shop.clear();
  });

  /** Buys one after the other wherever calls are sent at the time. */
  async function buyOn(where: () => Replica): Promise<void> {
    while (!end.signal.aborted) {
      const url = where().origin + new URL(listing.url).pathname;
      statuses.push((await send(url, await buyer.sign(url, INPUT), INPUT)).status);
    }
  }

  /** Resolves when so many more calls have ended. */
  async function sold(more: number): Promise<void> {
    const until = statuses.length + more;
    while (statuses.length < until) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('sell without one paid call that fails, and the ledger agrees', async () => {
    const calls = [buyOn(() => newer ?? shop), buyOn(() => newer ?? shop), buyOn(() => older)];
    await sold(6);
    const options = ormOptions(shop.database.ownerUrl, 1);
    const all = [...migrations, NextVersion9000000000000];
    const owner = await new DataSource({ ...options, migrations: all }).initialize();
    const [applied] = await owner.runMigrations({ transaction: 'each' });
    expect(applied?.name).toBe(NEXT);
    await owner.destroy();
    await sold(6);
    newer = await openReplica(shop);
    await sold(3);
    // Calls that were sent there before have ended when it has.
    await shop.app.close();
    await sold(6);
    end.abort();
    await Promise.all(calls);

    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(await buyer.balance()).toBe(FUNDS - PRICE * BigInt(statuses.length));
    const found: unknown[] = [];
    const check = newer.app.get(LedgerCheck, { strict: false });
    const figures = await check.run({ since: null, onDisagreement: (each) => found.push(each) });
    expect(found).toEqual([]);
    expect(figures).toMatchObject({ claims: statuses.length, disagreements: 0 });
  });
});
