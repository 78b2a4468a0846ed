import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { Buyer, send, sendWith } from '../e2e/buyer.js';
import { answering, answeringAfter, Gate, generations } from '../e2e/claude.js';
import { type Listing, openShop, PRICE, type Shop } from '../e2e/shop.js';

const INPUT = { topic: 'coins' };

/** Headers of a call that is not waited for. */
function askLater(payment: PaymentPayload) {
  const header = encodePaymentSignatureHeader(payment);
  return { prefer: 'respond-async', 'payment-signature': header };
}

describe('a process that is taken for dead in the middle of a call', () => {
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
  });
  afterEach(() => {
    shop.claude.answer(answering('A haiku about coins'));
    shop.claude.requests.length = 0;
  });
  afterAll(() => shop.stop());

  /** As if the holder had stalled for longer than its lease: somebody else may take over now. */
  const expireLease = () =>
    shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour', lease_token = $1
        WHERE status NOT IN ('settled', 'released')`,
      [randomUUID()],
    );
  const isAwaited = async () =>
    (await shop.owner.query('SELECT 1 FROM payment_claims WHERE ended_at IS NULL AND detached'))
      .length === 1;
  const recover = () => shop.app.get(RecoveryJob, { strict: false }).run();

  it('cannot charge when it comes back: the job has given the payment back', async () => {
    const buyer = await Buyer.with(shop.chain);
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'too late'));
    const payment = await buyer.sign(listing.url);
    const stalled = send(listing.url, payment, INPUT);
    while (generations(shop.claude.requests).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));

    await expireLease();
    await recover();
    gate.open();
    const answer = await stalled;
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'call_interrupted', payment: 'not_charged' });
    expect(await buyer.balance()).toBe(1_000_000n);

    shop.claude.answer(answering('A haiku about coins'));
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('is stood in for while the buyer, who sent the payment again, waits for the result', async () => {
    const buyer = await Buyer.with(shop.chain);
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'too late'));
    const payment = await buyer.sign(listing.url);
    const stalled = send(listing.url, payment, INPUT);
    while (generations(shop.claude.requests).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const again = send(listing.url, payment, INPUT);
    while (!(await isAwaited())) await new Promise((resolve) => setTimeout(resolve, 5));

    shop.claude.answer(answering('A haiku about coins'));
    await expireLease();
    await recover();
    expect(await again).toMatchObject({ status: 200, body: { response: 'A haiku about coins' } });
    gate.open();
    expect((await stalled).body).toEqual((await again).body);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('in the middle of a change to its claim, does not hold up the recovery of others', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'too late'));
    const [stopped, other] = [await Buyer.with(shop.chain), await Buyer.with(shop.chain)];
    const payments = [await stopped.sign(listing.url), await other.sign(listing.url)];
    const calls = payments.map((payment) => send(listing.url, payment, INPUT));
    while (generations(shop.claude.requests).length < 2)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await expireLease();

    const statusOf = async ({ wallet }: Buyer) => {
      const [claim] = await shop.owner.query<{ status: string }[]>(
        `SELECT status FROM payment_claims WHERE lower(payer) = lower($1)`,
        [wallet.address],
      );
      return claim?.status;
    };
    await shop.owner.transaction(async (tx) => {
      await tx.query(`SELECT id FROM payment_claims WHERE lower(payer) = lower($1) FOR UPDATE`, [
        stopped.wallet.address,
      ]);
      await recover();
      expect(await statusOf(stopped)).toBe('claimed');
      expect(await statusOf(other)).toBe('released');
    });
    expect(shop.log.filter((line) => line.includes('could not be recovered'))).toEqual([]);
    await recover();
    expect(await statusOf(stopped)).toBe('released');
    gate.open();
    await Promise.all(calls);
  });

  it('holds up no other job with calls that hang, nor any other call', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'In the end'));
    const buyers = await Promise.all([1, 2, 3].map(() => Buyer.with(shop.chain)));
    const payments = await Promise.all(buyers.map((buyer) => buyer.sign(listing.url)));
    for (const payment of payments) await sendWith(listing.url, askLater(payment), INPUT);
    while (generations(shop.claude.requests).length < 3)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await expireLease();
    await recover();
    // The job is over; what it began goes on.
    expect(generations(shop.claude.requests)).toHaveLength(6);
    await recover();
    expect(generations(shop.claude.requests)).toHaveLength(6);
    gate.open();
    for (const payment of payments) {
      const answer = await send(listing.url, payment, INPUT);
      expect(answer.body).toMatchObject({ response: 'In the end' });
    }
  });

  it('leaves alone what has a living holder', async () => {
    const buyer = await Buyer.with(shop.chain);
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'in time'));
    const call = send(listing.url, await buyer.sign(listing.url), INPUT);
    while (generations(shop.claude.requests).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await recover();
    gate.open();
    expect((await call).body).toMatchObject({ response: 'in time' });
  });
});
