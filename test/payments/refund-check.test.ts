import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerCheck } from '../../src/modules/payments/index.js';
import type { Disagreement } from '../../src/modules/payments/ledger-check/subject.js';
import { Buyer } from '../e2e/buyer.js';
import { Refunding } from '../e2e/refunding.js';
import { openShop, type Shop } from '../e2e/shop.js';

describe('the check of the ledger, where refunds were paid', () => {
  let shop: Shop;
  let id: string;

  beforeAll(async () => {
    shop = await openShop({ PLATFORM_FEE_BPS: '250' });
    const refunding = new Refunding(shop);
    const listing = await shop.publish();
    const buyer = await Buyer.with(shop.chain);
    const owed = await refunding.owe(listing, buyer);
    const transaction = await refunding.transfer(listing.payTo, buyer.wallet.address);
    await refunding.report(listing, owed, transaction);
    id = owed.id;
  });
  afterAll(() => shop.stop());

  async function check(): Promise<string[]> {
    const found: Disagreement[] = [];
    const onDisagreement = (one: Disagreement) => void found.push(one);
    await shop.app.get(LedgerCheck, { strict: false }).run({ since: null, onDisagreement });
    return found.map(({ subject, code }) => `${code} ${subject}`);
  }

  /** As somebody who owns the database could. */
  const tamper = (sql: string) =>
    shop.owner.transaction(async (tx) => {
      await tx.query(`SET LOCAL session_replication_role = replica`);
      await tx.query(sql);
    });

  it('finds nothing as long as nobody tampers with the books', async () => {
    expect(await check()).toEqual([]);
  });

  it('finds a refund that names another log than paid it, or was never paid', async () => {
    await tamper(`UPDATE refunds SET log_index = log_index + 1`);
    expect(await check()).toEqual([`transfer_missing ${id}`]);
    await tamper(`UPDATE refunds SET log_index = log_index - 1`);
    expect(await check()).toEqual([]);
    await tamper(`DELETE FROM ledger_entries WHERE kind = 'refund_paid'`);
    expect(await check()).toEqual([`refund_journal_missing ${id}`]);
  });
});
