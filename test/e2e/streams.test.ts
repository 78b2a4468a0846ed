import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { claudeWire } from '../../src/modules/execution/llm/contract/claude-wire.js';
import { streamed } from '../../src/modules/execution/llm/contract/wire.js';
import { Buyer, send } from './buyer.js';
import { answering, claudeGiving, Gate, generations, inTwoParts } from './claude.js';
import { EventReader } from './event-reader.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

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
    const { nonce } = (payment.payload as { authorization: { nonce: string } }).authorization;
    const [claim] = await shop.owner.query(
      `SELECT status, work, policy, attempts, id FROM payment_claims WHERE nonce = $1`,
      [nonce.toLowerCase()],
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
    expect(again.map(({ event }) => event)).toEqual(['text', 'done']);
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

  it('that fails after it was charged ends with the problem, and runs again for free', async () => {
    const gate = new Gate();
    gate.open();
    shop.claude.answer(inTwoParts(gate.opened, claudeWire.brokenOff('planted')));
    const payment = await pay();
    const events = await new EventReader(await open(payment)).rest();
    expect(events.map(({ event }) => event)).toEqual(['text', 'text', 'error']);
    expect(events.at(-1)?.data).toMatchObject({ code: 'model_busy', payment: 'charged' });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    expect(await claimOf(payment)).toMatchObject({ status: 'settled', work: 'failed' });

    shop.claude.answer(answering('At last'));
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

  it('is run again for free only so often', async () => {
    shop.claude.answer(
      claudeGiving(() =>
        streamed([claudeWire.begin, claudeWire.text('Half'), claudeWire.brokenOff('planted')]),
      ),
    );
    const payment = await pay();
    await new EventReader(await open(payment)).rest();
    const codes: unknown[] = [];
    for (let time = 0; time < 6; time += 1) {
      codes.push((await send(listing.url, payment, INPUT)).body['code']);
    }
    expect(new Set(codes)).toEqual(new Set(['model_busy']));
    expect(await claimOf(payment)).toMatchObject({
      status: 'settled',
      work: 'failed',
      attempts: 5,
    });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
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
    while (generations(shop.claude.requests).length === 0) await new Promise(setImmediate);
    await buyer.emptyWallet();
    gate.open();
    const response = await call;
    expect(response.status).toBe(402);
    expect(await response.json()).toMatchObject({ payment: 'not_charged' });
    expect(await claimOf(payment)).toMatchObject({ status: 'refused' });
  });
});
