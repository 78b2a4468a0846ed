import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { OweFailedCallsJob } from '../../src/modules/payments/refunds/owe-failed-calls.job.js';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { streamed } from '../../src/modules/execution/llm/contract/wire.js';
import { Buyer, send } from './buyer.js';
import { answering, claudeGiving, Gate, generations, inTwoParts } from './claude.js';
import { EventReader } from './event-reader.js';
import { Refunding, type SeenRefund } from './refunding.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

const nonceOf = ({ payload }: PaymentPayload) =>
  (payload as { authorization: { nonce: string } }).authorization.nonce.toLowerCase();

describe('a streamed call', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
  });
  afterEach(() => {
    shop.claude.answer(answering('A haiku about coins'));
    shop.claude.requests.length = 0;
  });
  afterAll(() => shop.stop());

  async function pay(): Promise<PaymentPayload> {
    buyer = await Buyer.with(shop.chain);
    return buyer.sign(listing.url, INPUT);
  }

  async function open(payment: PaymentPayload, signal?: AbortSignal): Promise<Response> {
    return fetch(listing.url, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        'payment-signature': encodePaymentSignatureHeader(payment),
      },
      body: JSON.stringify(INPUT),
      ...(signal && { signal }),
    });
  }

  const claimOf = async (payment: PaymentPayload) => {
    const [claim] = await shop.owner.query(
      `SELECT status, work, policy, attempts, id FROM payment_claims WHERE nonce = $1`,
      [nonceOf(payment)],
    );
    return claim as Record<string, unknown>;
  };

  it('is paid when its first piece exists, and shows each piece as it comes', async () => {
    const gate = new Gate();
    shop.claude.answer(inTwoParts(gate.opened));
    const payment = await pay();
    const response = await open(payment);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('payment-response')).not.toBeNull();
    const events = new EventReader(response);
    expect(await events.next()).toMatchObject({ event: 'paid' });
    expect(await events.next()).toEqual({ event: 'text', data: { text: 'One ' } });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    expect(await claimOf(payment)).toMatchObject({ status: 'settled', work: 'pending' });

    gate.open();
    expect(await events.next()).toEqual({ event: 'text', data: { text: 'Two' } });
    const done = await events.next();
    expect(done).toMatchObject({
      event: 'done',
      data: { response: 'One Two', usage: { output_tokens: 7 } },
    });
    expect(await events.next()).toBeUndefined();
    expect(await claimOf(payment)).toMatchObject({ status: 'settled', work: 'done' });
  });

  it('gives the same result as JSON, and as a stream again', async () => {
    const payment = await pay();
    const first = await new EventReader(await open(payment)).rest();
    const again = await new EventReader(await open(payment)).rest();
    expect(again.map(({ event }) => event)).toEqual(['paid', 'text', 'done']);
    expect(again[0]).toEqual(first[0]);
    expect(again.at(-1)).toEqual(first.at(-1));
    const json = await send(listing.url, payment, INPUT);
    expect(json.body).toEqual(first.at(-1)?.data);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('goes on when its buyer leaves, who fetches the whole with the same payment', async () => {
    const gate = new Gate();
    shop.claude.answer(inTwoParts(gate.opened));
    const payment = await pay();
    const leave = new AbortController();
    const events = new EventReader(await open(payment, leave.signal));
    await events.next();
    await events.next();
    leave.abort();
    gate.open();
    const whole = await send(listing.url, payment, INPUT);
    expect(whole.body).toMatchObject({ response: 'One Two' });
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('that fails before its first piece is not charged, and is answered as a problem', async () => {
    shop.claude.answer(claudeGiving(() => streamed([claudeWire.begin], 'cut')));
    const payment = await pay();
    const response = await open(payment);
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'model_failed', payment: 'not_charged' });
    expect(await buyer.balance()).toBe(1_000_000n);
    expect((await send(listing.url, payment, INPUT)).status).toBe(502);
  });

  /** As the seller sees it. */
  const status = async (id: string) => ({
    body: await listing.creator.send<Record<string, unknown>>('GET', `/executions/${id}`),
  });
  const breakingOff = claudeGiving(() =>
    streamed([claudeWire.begin, claudeWire.text('Half'), claudeWire.brokenOff('planted')]),
  );
  /** As if the pause before the next run were over. */
  const pass = (payment: PaymentPayload) =>
    shop.owner.query(`UPDATE payment_claims SET lease_expires_at = now() WHERE nonce = $1`, [
      nonceOf(payment),
    ]);
  const recover = () => shop.app.get(RecoveryJob, { strict: false }).run();

  it('that fails after it was charged ends with the problem, and runs again for free', async () => {
    const gate = new Gate();
    gate.open();
    shop.claude.answer(inTwoParts(gate.opened, claudeWire.brokenOff('planted')));
    const payment = await pay();
    const events = await new EventReader(await open(payment)).rest();
    expect(events.map(({ event }) => event)).toEqual(['paid', 'text', 'text', 'error']);
    expect(events.at(-1)?.data).toMatchObject({
      code: 'model_busy',
      payment: 'charged',
      retryable: true,
    });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    expect(await claimOf(payment)).toMatchObject({ status: 'settled', work: 'pending' });

    shop.claude.answer(answering('At last'));
    await pass(payment);
    const again = await send(listing.url, payment, INPUT);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ response: 'At last' });
    expect(await claimOf(payment)).toMatchObject({ work: 'done', attempts: 2 });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    const { items } = await listing.creator.send<{ items: object[] }>(
      'GET',
      `/resources/${listing.id}/usage`,
    );
    expect(items.slice(0, 2)).toMatchObject([
      { status: 'rerun', failure: null, amountPaid: '0.00' },
      { status: 'paid', failure: 'model_busy', amountPaid: '0.05' },
    ]);
  });

  it('that broke rests before it is run again: whoever comes earlier is told when', async () => {
    shop.claude.answer(breakingOff);
    const payment = await pay();
    await new EventReader(await open(payment)).rest();
    const early = await Promise.all(
      Array.from({ length: 5 }, () => send(listing.url, payment, INPUT)),
    );
    for (const { status, body, headers } of early) {
      expect([status, body['code'], body['payment']]).toEqual([503, 'model_busy', 'charged']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(5);
    }
    await recover();
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await claimOf(payment)).toMatchObject({ work: 'pending', attempts: 1 });

    await pass(payment);
    const again = await send(listing.url, payment, INPUT);
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(5);
    expect(generations(shop.claude.requests)).toHaveLength(2);
  });

  it('that broke is run again by itself, though nobody comes back', async () => {
    shop.claude.answer(breakingOff);
    const payment = await pay();
    await new EventReader(await open(payment)).rest();
    shop.claude.answer(answering('At last'));
    await pass(payment);
    await recover();
    expect(await claimOf(payment)).toMatchObject({ work: 'done', attempts: 2 });
    const fetched = await send(listing.url, payment, INPUT);
    expect(fetched.body).toMatchObject({ response: 'At last' });
    expect(generations(shop.claude.requests)).toHaveLength(2);
  });

  it('that breaks five times is owed back, and never run again', async () => {
    const refunding = new Refunding(shop);
    shop.claude.answer(breakingOff);
    const payment = await pay();
    await new EventReader(await open(payment)).rest();
    const { id } = await claimOf(payment);
    expect((await refunding.request(buyer, String(id))).body).toMatchObject({
      code: 'call_not_ended',
    });
    for (let run = 2; run < 5; run += 1) {
      await pass(payment);
      const broken = await send(listing.url, payment, INPUT);
      expect(broken.body).toMatchObject({ payment: 'charged', retryable: true });
      expect(broken.body['refund']).toBeUndefined();
    }
    await pass(payment);
    const last = await send(listing.url, payment, INPUT);
    const told = { code: 'model_busy', payment: 'charged', retryable: false };
    expect(last.body).toMatchObject({ ...told, refund: { status: 'owed' } });
    expect(last.headers.get('retry-after')).toBeNull();
    expect(await claimOf(payment)).toMatchObject({ work: 'failed', attempts: 5 });

    const { items } = await listing.creator.send<{ items: SeenRefund[] }>('GET', '/me/refunds');
    const owed = items.find(({ receiptId }) => receiptId === id);
    if (owed === undefined) throw new Error('nothing is owed');
    expect(owed).toMatchObject({ status: 'owed', cause: 'failed_call', reason: 'model_busy' });
    const transaction = await refunding.transfer(listing.payTo, buyer.wallet.address);
    await refunding.report(listing, owed, transaction);

    shop.claude.answer(answering('Too late'));
    await recover();
    for (const again of [await send(listing.url, payment, INPUT), await status(String(id))]) {
      const failure = again.body['failure'] ?? again.body;
      const statusUrl = `http://shop.example/api/v1/refunds/${owed.id}`;
      expect(failure).toMatchObject({
        ...told,
        refund: { id: owed.id, status: 'paid', statusUrl },
      });
    }
    expect(generations(shop.claude.requests)).toHaveLength(5);
    expect(await buyer.balance()).toBe(1_000_000n);
  });

  it('that no other run can save is owed back at once', async () => {
    shop.claude.answer(
      claudeGiving(() =>
        streamed([claudeWire.begin, claudeWire.text('Half'), claudeWire.finish('refused')]),
      ),
    );
    const payment = await pay();
    const events = await new EventReader(await open(payment)).rest();
    expect(events.at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'model_refused', payment: 'charged', refund: { status: 'owed' } },
    });
    expect(await claimOf(payment)).toMatchObject({ work: 'failed', attempts: 1 });
  });

  it('that an older version left charged and failed is owed back by a job, once', async () => {
    const payment = await pay();
    await new EventReader(await open(payment)).rest();
    const { id } = await claimOf(payment);
    await shop.owner.transaction(async (tx) => {
      await tx.query(`SET LOCAL session_replication_role = replica`);
      await tx.query(
        `UPDATE payment_claims SET work = 'failed', result = NULL, input = NULL, payment = NULL,
           purged_at = now(), failure = '{"type":{"code":"model_busy"},"details":{}}' WHERE id = $1`,
        [id],
      );
    });
    const job = shop.app.get(OweFailedCallsJob, { strict: false });
    await job.run();
    await job.run();
    const { items } = await listing.creator.send<{ items: SeenRefund[] }>('GET', '/me/refunds');
    expect(items.filter(({ receiptId }) => receiptId === id)).toMatchObject([
      { status: 'owed', cause: 'failed_call', reason: 'model_busy' },
    ]);
  });

  it('without money for it is refused at its first piece, and the model is stopped', async () => {
    const payment = await pay();
    const gate = new Gate();
    shop.claude.answer(
      claudeGiving(() =>
        streamed(
          (async function* () {
            yield claudeWire.begin;
            await gate.opened;
            yield claudeWire.text('One ');
            await new Promise(() => undefined);
          })(),
        ),
      ),
    );
    const call = open(payment);
    while (generations(shop.claude.requests).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await buyer.emptyWallet();
    gate.open();
    const response = await call;
    expect(response.status).toBe(402);
    expect(await response.json()).toMatchObject({ payment: 'not_charged' });
    expect(await claimOf(payment)).toMatchObject({ status: 'refused' });
  });
});
