import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Notes } from '../../src/modules/payments/notes/notes.service.js';
import { Refunds } from '../../src/modules/payments/refunds/refunds.service.js';
import { PaymentClaim } from '../../src/modules/payments/claims/claim.entity.js';
import { Buyer } from '../e2e/buyer.js';
import { Refunding, type SeenRefund } from '../e2e/refunding.js';
import { type Listing, openShop, PRICE, type Shop } from '../e2e/shop.js';

const overloaded = {
  code: 'model_overloaded',
  status: 503,
  title: 'Overloaded',
  retryable: false,
};
const withFailure = (claim: PaymentClaim): PaymentClaim => ({
  ...claim,
  failure: { type: overloaded, details: {} },
});
const AFTER_OWING = { wallet: PRICE, revenue: -PRICE, refunds: PRICE, refunds_owed: -PRICE };

describe('a call that was charged and failed', () => {
  let shop: Shop;
  let refunding: Refunding;
  let listing: Listing;
  let buyer: Buyer;
  let receiptId: string;

  beforeAll(async () => {
    shop = await openShop();
    refunding = new Refunding(shop);
  });
  beforeEach(async () => {
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
    receiptId = await refunding.buy(listing, buyer);
  });
  afterAll(() => shop.stop());

  const refunds = () => shop.app.get(Refunds, { strict: false });

  /** As the transaction does that ends the call. */
  const owe = (claimId = receiptId) =>
    shop.app.get(Notes, { strict: false }).transaction(async (tx, note) => {
      const claim = await tx.findOneByOrFail(PaymentClaim, { id: claimId });
      await refunds().oweForFailedCall(tx, note, withFailure(claim));
    });
  const list = async () =>
    (await listing.creator.send<{ items: SeenRefund[] }>('GET', '/me/refunds')).items;

  it('owes its price, once, however often it is said, also at once', async () => {
    expect(await refunds().stateOf(receiptId)).toBeUndefined();
    await Promise.all([owe(), owe(), owe()]);
    await owe();
    const items = await list();
    expect(items).toEqual([
      expect.objectContaining({
        receiptId,
        status: 'owed',
        cause: 'failed_call',
        reason: 'model_overloaded',
        requestedAt: null,
      }),
    ]);
    const id = items[0]?.id ?? '';
    expect(await refunds().stateOf(receiptId)).toMatchObject({
      id,
      status: 'owed',
      amount: '0.05',
    });
    expect(await refunding.events(id)).toEqual(['refund.owed']);
    expect(await refunding.balances(listing)).toEqual(AFTER_OWING);
  });

  it('is not asked for again, and is paid like any other', async () => {
    await owe();
    const [owed] = await list();
    if (owed === undefined) throw new Error('nothing is owed');
    const asked = await refunding.request(buyer, receiptId);
    expect(asked.body).toMatchObject({
      code: 'refund_exists',
      refund: {
        id: owed.id,
        status: 'owed',
        statusUrl: `http://shop.example/api/v1/refunds/${owed.id}`,
      },
    });
    const transaction = await refunding.transfer(listing.payTo, buyer.wallet.address);
    expect(await refunding.report(listing, owed, transaction)).toMatchObject({ status: 'paid' });
    await owe();
    expect(await refunds().stateOf(receiptId)).toMatchObject({ status: 'paid', transaction });
    expect(await refunding.balances(listing)).toEqual({ revenue: -PRICE, refunds: PRICE });
  });

  it('needs no decision any more where the payer had asked', async () => {
    const { body } = await refunding.request(buyer, receiptId);
    await owe();
    expect(await list()).toEqual([
      expect.objectContaining({ id: body['id'], status: 'owed', cause: 'request' }),
    ]);
    expect(await refunding.balances(listing)).toEqual(AFTER_OWING);
  });

  it('owes nothing when the transaction that ends it fails', async () => {
    const failing = shop.app.get(Notes, { strict: false }).transaction(async (tx, note) => {
      const claim = await tx.findOneByOrFail(PaymentClaim, { id: receiptId });
      await refunds().oweForFailedCall(tx, note, withFailure(claim));
      throw new Error('planted');
    });
    await expect(failing).rejects.toThrow('planted');
    expect(await list()).toEqual([]);
    expect(await refunding.balances(listing)).toEqual({ wallet: PRICE, revenue: -PRICE });
  });

  it('cannot owe what was not charged', async () => {
    const id = randomUUID();
    await shop.owner.query(
      `INSERT INTO payment_claims (id, route, subject, offer_id, network, asset, payer, nonce, pay_to,
         amount, valid_before, request_digest, payment)
       VALUES ($1, 'r', 's', 'o', 'n', 'a', 'p', 'nonce', 't', 5, now(), sha256('x'), '{}')`,
      [id],
    );
    await expect(owe(id)).rejects.toThrow('was not charged');
  });
});
