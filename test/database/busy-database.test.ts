import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { Buyer, send } from '../e2e/buyer.js';
import { answering, answeringAfter, Gate, whenAsked } from '../e2e/claude.js';
import { type Listing, openShop, PRICE, type Shop } from '../e2e/shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
const CONNECTIONS = 2;

describe('a database that is busy for longer than anybody waits', () => {
  let shop: Shop;
  let listing: Listing;
  let buyers: Buyer[];
  let payments: PaymentPayload[];

  beforeAll(async () => {
    shop = await openShop({
      DATABASE_POOL_SIZE: String(CONNECTIONS),
      DATABASE_TIMEOUT_MS: '2000',
    });
    listing = await shop.publish();
  });
  beforeEach(async () => {
    shop.claude.answer(answering('A haiku about coins'));
    shop.claude.requests.length = 0;
    // So many that some wait in vain for a statement, and the others for a connection.
    const many = Array.from({ length: 4 * CONNECTIONS }, () => Buyer.with(shop.chain, FUNDS));
    buyers = await Promise.all(many);
    payments = await Promise.all(buyers.map((buyer) => buyer.sign(listing.url)));
  });
  afterAll(() => shop.stop());

  const payAll = () => Promise.all(payments.map((payment) => send(listing.url, payment, INPUT)));
  const balances = () => Promise.all(buyers.map((buyer) => buyer.balance()));

  /** Everybody else waits for as long as `work` takes. */
  async function whileBusy<T>(work: () => Promise<T>): Promise<T> {
    const runner = shop.owner.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query('LOCK TABLE payment_claims IN ACCESS EXCLUSIVE MODE');
      return await work();
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  it('is told to buyers as a passing failure, with what is known of their money', async () => {
    for (const { status, body, headers } of await whileBusy(payAll)) {
      expect({ status, body }).toMatchObject({
        status: 503,
        body: { code: 'service_unavailable', payment: 'unknown', retryable: true },
      });
      expect(headers.get('retry-after')).toBe('1');
    }
    expect(await balances()).toEqual(buyers.map(() => FUNDS));
    expect((await payAll()).map(({ status }) => status)).toEqual(payments.map(() => 200));
    expect(await balances()).toEqual(buyers.map(() => FUNDS - PRICE));
  });

  it('in the middle of a call tells the way back to it, and its payment is charged once', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'A haiku about coins'));
    const answers = payAll();
    await whenAsked(shop.claude, payments.length);
    await whileBusy(() => {
      gate.open();
      return answers;
    });
    for (const { status, body } of await answers) {
      expect({ status, body }).toMatchObject({
        status: 503,
        body: {
          code: 'service_unavailable',
          payment: 'unknown',
          retryable: true,
          statusUrl: expect.any(String),
          ticket: expect.any(String),
        },
      });
    }
    expect(await balances()).toEqual(buyers.map(() => FUNDS));
    // As if the time had passed after which a silent holder is taken for dead.
    await shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour' WHERE ended_at IS NULL`,
    );
    expect((await payAll()).map(({ status }) => status)).toEqual(payments.map(() => 200));
    expect(await balances()).toEqual(buyers.map(() => FUNDS - PRICE));
  });

  it('is told to everybody else as a passing failure, too', async () => {
    const runner = shop.owner.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE api_keys, x402_resources IN ACCESS EXCLUSIVE MODE');
    const asked = Array.from({ length: 4 * CONNECTIONS }, () =>
      fetch(`${shop.origin}/api/v1/resources`),
    );
    const answers = await Promise.all(asked);
    await runner.rollbackTransaction();
    await runner.release();
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'service_unavailable', retryable: true });
    }
  });
});
