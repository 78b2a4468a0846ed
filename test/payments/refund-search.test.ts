import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { SystemClock } from '../../src/common/clock/index.js';
import { RefundSearchJob } from '../../src/modules/payments/refunds/refund-search.job.js';
import { Buyer } from '../e2e/buyer.js';
import { Refunding, type SeenRefund } from '../e2e/refunding.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';

describe('the job that looks for refunds', () => {
  let shop: Shop;
  let refunding: Refunding;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    refunding = new Refunding(shop);
  });
  beforeEach(async () => {
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => shop.stop());

  const run = () => shop.app.get(RefundSearchJob, { strict: false }).run();
  const refund = () => refunding.transfer(listing.payTo, buyer.wallet.address);
  const statusOf = async ({ id }: SeenRefund) => (await refunding.see(id)).body['status'];

  it('finds the transfer of an owed refund, and does everything a report does', async () => {
    const owed = await refunding.owe(listing, buyer);
    await run();
    expect(await statusOf(owed)).toBe('owed');
    const transaction = await refund();
    await run();
    expect((await refunding.see(owed.id)).body).toMatchObject({ status: 'paid', transaction });
    expect(await refunding.balances(listing)).toEqual({ revenue: -PRICE, refunds: PRICE });
    expect(await refunding.events(owed.id)).toEqual([
      'refund.requested',
      'refund.owed',
      'refund.paid',
    ]);
    await run();
    expect(await refunding.events(owed.id)).toHaveLength(3);
    expect(await refunding.report(listing, owed, transaction)).toMatchObject({ status: 'paid' });
  });

  it('counts a transfer for one of several refunds of the same amount', async () => {
    const owed = [await refunding.owe(listing, buyer), await refunding.owe(listing, buyer)];
    await refund();
    await Promise.all([run(), run()]);
    expect((await Promise.all(owed.map(statusOf))).sort()).toEqual(['owed', 'paid']);
    await refund();
    await run();
    expect(await Promise.all(owed.map(statusOf))).toEqual(['paid', 'paid']);
    expect(await refunding.balances(listing)).toEqual({
      revenue: -2n * PRICE,
      refunds: 2n * PRICE,
    });
  });

  it('does not count what was sent before the refund was owed', async () => {
    const receiptId = await refunding.buy(listing, buyer);
    const early = await refund();
    const { body } = await refunding.request(buyer, receiptId);
    jest.spyOn(SystemClock.prototype, 'now').mockReturnValue(new Date(Date.now() + 60_000));
    const owed = await listing.creator.send<SeenRefund>(
      'POST',
      `/refunds/${String(body['id'])}/approve`,
    );
    await run();
    expect(await statusOf(owed)).toBe('owed');
    expect(await refunding.report(listing, owed, early)).toMatchObject({ status: 'paid' });
  });

  it('does not count what comes from a wallet that was never shown to be the creator’s, and finds it when it is', async () => {
    const own = await Buyer.with(shop.chain);
    await listing.creator.send('PUT', `/me/payout-wallets/${NETWORK}`, {
      address: own.wallet.address,
    });
    const owed = await refunding.owe(listing, buyer);
    const transaction = await refunding.transfer(own.wallet.address, buyer.wallet.address);
    await run();
    expect(await statusOf(owed)).toBe('owed');
    // As if it had been owed for as long as these blocks take: the search goes past the transfer.
    await refunding.anvil.mine({ blocks: 300 });
    await shop.owner.query(
      `UPDATE refunds SET decided_at = decided_at - interval '1 hour' WHERE id = $1`,
      [owed.id],
    );
    await run();
    expect(await statusOf(owed)).toBe('owed');
    await refunding.prove(listing, own);
    await run();
    expect((await refunding.see(owed.id)).body).toMatchObject({ status: 'paid', transaction });
  });

  it('passes over what differs and what cannot be looked for', async () => {
    const other = await shop.publish();
    const elsewhere = await refunding.owe(other, buyer);
    const owed = await refunding.owe(listing, buyer);
    await shop.owner.query(`UPDATE refunds SET network = 'eip155:1' WHERE id = $1`, [elsewhere.id]);
    await shop.chain.fund(listing.payTo, PRICE);
    await refunding.transfer(listing.payTo, buyer.wallet.address, PRICE - 1n);
    await run();
    expect([await statusOf(elsewhere), await statusOf(owed)]).toEqual(['owed', 'owed']);
    await refund();
    await run();
    expect(await statusOf(owed)).toBe('paid');
    await expect(refunding.report(other, elsewhere, `0x${'1'.repeat(64)}`)).rejects.toThrow(
      /503.*"chain_unavailable"/,
    );
    expect(shop.log.join('\n')).toContain('a refund could not be looked for');
  });
});
