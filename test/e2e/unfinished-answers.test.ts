import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { SweepContentsJob } from '../../src/modules/execution/results/sweep-contents.job.js';
import { ResultRetentionJob } from '../../src/modules/payments/calls/result-retention.job.js';
import { Buyer, getPaid, readAnswer } from './buyer.js';
import { type Endpoint, giving, MB, measure, noise, startEndpoint } from './endpoint.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const LARGE = 8 * MB;
const CAP = 35 * MB;

describe('a large answer', () => {
  let endpoint: Endpoint;
  let shop: Shop;
  let buyer: Buyer;
  let listing: Listing;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    shop = await openShop({
      EGRESS_ALLOW: endpoint.host,
      PROXY_MAX_ANSWER_BYTES: String(CAP),
      RESULT_RETENTION_DAYS: '7',
    });
    const config = { url: endpoint.origin, methods: ['GET'] };
    listing = await shop.publish({ type: 'proxy', slug: 'archive', config });
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain);
  });
  afterAll(async () => {
    endpoint.stop();
    await shop.stop();
  });

  const pay = (payment: PaymentPayload) => getPaid(listing.url, payment);

  /** Stored pieces of this buyer's calls, and of how many runs they are. */
  async function stored(): Promise<{ contents: number; chunks: number }> {
    const [row] = await shop.owner.query(
      `SELECT count(DISTINCT r.id)::integer AS contents, count(c)::integer AS chunks
         FROM payment_claims p JOIN result_contents r ON r.call_id = p.id
         LEFT JOIN result_chunks c ON c.content_id = r.id WHERE p.payer = $1`,
      [buyer.wallet.address],
    );
    return row as { contents: number; chunks: number };
  }

  /** As if so many days had passed since calls ended and contents were looked at. */
  async function sweepAfter(days: number): Promise<void> {
    await shop.owner.query(
      `ALTER TABLE payment_claims DISABLE TRIGGER payment_claims_transition;
       UPDATE payment_claims SET ended_at = ended_at - interval '${days} days';
       ALTER TABLE payment_claims ENABLE TRIGGER payment_claims_transition;
       UPDATE result_contents SET check_at = check_at - interval '${days} days 1 hour'`,
    );
    await shop.app.get(ResultRetentionJob, { strict: false }).run();
    await shop.app.get(SweepContentsJob, { strict: false }).run();
  }

  it.each<[string, string, (response: ServerResponse) => void]>([
    ['breaks off after 30 MB', 'broken', breakOff],
    ['is larger than allowed, and says so', 'too_large', announce],
    ['is larger than allowed, and does not say so', 'too_large', giving(CAP + 1)],
  ])('that %s is not charged, and nothing of it is kept', async (_, reason, how) => {
    endpoint.answer(how);
    const payment = await buyer.sign(listing.url);
    const failed = await readAnswer(await pay(payment));
    expect(failed).toMatchObject({ status: 502, body: { reason, payment: 'not_charged' } });
    expect(await buyer.balance()).toBe(1_000_000n);
    expect(await stored()).toEqual({ contents: 0, chunks: 0 });

    endpoint.answer(giving(LARGE));
    expect(await measure(await pay(payment))).toMatchObject({ length: LARGE });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('that its buyer cannot pay for in the end is swept once the payment has expired', async () => {
    endpoint.answer((response) => void buyer.emptyWallet().then(() => giving(LARGE)(response)));
    const payment = await buyer.sign(listing.url);
    expect(await readAnswer(await pay(payment))).toMatchObject({
      status: 402,
      body: { payment: 'not_charged' },
    });
    await sweepAfter(1);
    expect(await stored()).toMatchObject({ contents: 1 });
    await shop.owner.query(
      `UPDATE payment_claims SET status = 'released', work = 'failed', result = NULL
        WHERE payer = $1`,
      [buyer.wallet.address],
    );
    await sweepAfter(1);
    expect(await stored()).toEqual({ contents: 0, chunks: 0 });
  });

  it('that its owner tries out for free is measured, and not kept', async () => {
    endpoint.answer(giving(LARGE));
    const { id, creator } = listing;
    const [before] = await shop.owner.query(`SELECT count(*) FROM result_contents`);
    expect(await creator.send('POST', `/resources/${id}/test`, {})).toMatchObject({
      content: { length: LARGE, base64: null, url: null },
    });
    expect(await shop.owner.query(`SELECT count(*) FROM result_contents`)).toEqual([before]);
  });

  it('is kept until its retention ends, and not a day longer', async () => {
    endpoint.answer(giving(LARGE));
    const payment = await buyer.sign(listing.url);
    await measure(await pay(payment));
    await sweepAfter(6);
    expect(await measure(await pay(payment))).toMatchObject({ length: LARGE });
    await sweepAfter(2);
    expect(await readAnswer(await pay(payment))).toMatchObject({
      status: 410,
      body: { code: 'result_expired', payment: 'charged' },
    });
    expect(await stored()).toEqual({ contents: 0, chunks: 0 });
  });
});

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': String(34 * MB) });
  for (const piece of noise(30 * MB)) response.write(piece);
  response.write('', () => response.destroy());
}

function announce(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': String(CAP + 1) }).flushHeaders();
}
