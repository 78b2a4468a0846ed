import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { Clock } from '../../src/common/clock/index.js';
import { ForgetClaimsJob } from '../../src/modules/payments/payers/forget-claims.job.js';
import { Claims } from '../../src/modules/payments/claims/claims.service.js';
import { Buyer, post, send } from './buyer.js';
import { type Listing, openReplica, openShop, type Replica, type Shop } from './shop.js';

const INPUT = { topic: 'planted-input-of-nobody' };
const LIMIT = 5;

class LaterClock extends Clock {
  constructor(private readonly ms: number) {
    super();
  }

  override now(): Date {
    return new Date(Date.now() + this.ms);
  }
}

describe('payments that are refused', () => {
  let shop: Shop;
  let second: Replica;
  let listing: Listing;
  let buyer: Buyer;
  let addresses = 0;

  beforeAll(async () => {
    shop = await openShop({ TRUST_PROXY: 'true', REFUSED_PAYMENTS_PER_MINUTE: String(LIMIT) });
    second = await openReplica(shop);
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
  });
  afterAll(async () => {
    await second.app.close();
    await shop.stop();
  });

  const newAddress = () => `192.0.2.${(addresses += 1)}`;

  async function sendFrom(
    address: string,
    payment: PaymentPayload | string | undefined,
    { origin }: Replica = shop,
  ) {
    const header = typeof payment === 'object' ? encodePaymentSignatureHeader(payment) : payment;
    const call = post(INPUT);
    const paid = header !== undefined && { 'payment-signature': header };
    const headers = { ...call.headers, 'x-forwarded-for': address, ...paid };
    const response = await fetch(origin + new URL(listing.url).pathname, { ...call, headers });
    return { status: response.status, headers: response.headers };
  }

  /** Sends what is no payment until nothing more is looked at. @returns the answers before that */
  async function refuseAll(address: string, replica: Replica = shop): Promise<number> {
    for (let refused = 0; ; refused += 1) {
      const { status, headers } = await sendFrom(address, 'nonsense', replica);
      if (status === 429) {
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
        return refused;
      }
      expect(status).toBe(400);
    }
  }

  it('stop their address for a while, on every replica, and no other', async () => {
    const address = newAddress();
    // What is counted after the answer may be late for the next requests, and a minute may end meanwhile.
    expect(await refuseAll(address)).toBeLessThanOrEqual(4 * LIMIT);
    expect(await refuseAll(address, second)).toBeLessThanOrEqual(2 * LIMIT);
    const payment = await buyer.sign(listing.url);
    expect((await sendFrom(address, payment)).status).toBe(429);
    expect((await sendFrom(newAddress(), payment)).status).toBe(200);
  });

  it('leave the price open to everybody', async () => {
    const address = newAddress();
    await refuseAll(address);
    expect((await sendFrom(address, undefined)).status).toBe(402);
  });

  it('alone are counted: what goes well and who asks the price cost no count', async () => {
    const address = newAddress();
    for (let time = 0; time < LIMIT + 2; time += 1) {
      expect((await sendFrom(address, undefined)).status).toBe(402);
      expect((await sendFrom(address, await buyer.sign(listing.url))).status).toBe(200);
    }
    expect(await refuseAll(address)).toBeGreaterThanOrEqual(LIMIT);
  });

  it('leave nothing of what was sent, and after minutes no trace at all', async () => {
    const poor = await Buyer.with(shop.chain, 0n);
    const refused = await send(listing.url, await poor.sign(listing.url), INPUT);
    expect(refused.status).toBe(402);
    const rows = () =>
      shop.owner.query<{ text: string }[]>(
        `SELECT claims::text AS text FROM payment_claims claims WHERE payer = $1`,
        [poor.wallet.address],
      );
    const [row] = await rows();
    expect(row?.text).not.toContain(INPUT.topic);
    expect(row?.text).not.toContain('signature');

    const claims = shop.app.get(Claims, { strict: false });
    const charged = () => shop.owner.query(`SELECT FROM payment_claims WHERE status = 'settled'`);
    const before = (await charged()).length;
    await new ForgetClaimsJob(claims, new LaterClock(60_000)).run();
    expect(await rows()).toHaveLength(1);
    await new ForgetClaimsJob(claims, new LaterClock(6 * 60_000)).run();
    expect(await rows()).toHaveLength(0);
    expect(await charged()).toHaveLength(before);
    expect(before).toBeGreaterThan(0);
  });
});
