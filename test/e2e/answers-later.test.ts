import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { Buyer, outcomeOf, readAnswer, send } from './buyer.js';
import { answering, answeringAfter, Gate, generations } from './claude.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

describe('a call that is answered later', () => {
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

  async function pay(usdc?: bigint): Promise<PaymentPayload> {
    buyer = await Buyer.with(shop.chain, usdc);
    return buyer.sign(listing.url, INPUT);
  }

  async function sendWishing(prefer: string, payment: PaymentPayload) {
    const headers = {
      prefer,
      'content-type': 'application/json',
      'payment-signature': encodePaymentSignatureHeader(payment),
    };
    return readAnswer(
      await fetch(listing.url, { method: 'POST', headers, body: JSON.stringify(INPUT) }),
    );
  }

  async function ask(statusUrl: string, proof: string) {
    // Public addresses come from configuration, not from where the server happens to listen.
    const path = new URL(statusUrl).pathname;
    return readAnswer(await fetch(shop.origin + path, { headers: { 'payment-ticket': proof } }));
  }

  it('is accepted with a place to ask, where the result is found', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Worth the wait'));
    const accepted = await sendWishing('respond-async', await pay());
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get('preference-applied')).toBe('respond-async');
    const { id, statusUrl, ticket } = accepted.body as Record<string, string>;
    expect(statusUrl).toBe(`http://shop.example/api/v1/executions/${id}`);
    expect(accepted.headers.get('location')).toBe(statusUrl);
    const running = await ask(statusUrl!, ticket!);
    expect(running.body).toMatchObject({ id, status: 'running', response: null, receipt: null });

    gate.open();
    const ended = await outcomeOf(shop.origin, accepted);
    expect(ended).toMatchObject({
      status: 'succeeded',
      payment: 'charged',
      response: 'Worth the wait',
      receipt: { id, payer: buyer.wallet.address },
    });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('learns at once when the payment is no good', async () => {
    const answer = await sendWishing('respond-async', await pay(10_000n));
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({ payment: 'not_charged' });
  });

  it('tells of a failure where its buyer asks', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, ''));
    const pending = await sendWishing('respond-async', await pay());
    gate.open();
    const ended = await outcomeOf(shop.origin, pending);
    expect(ended).toMatchObject({
      status: 'failed',
      payment: 'not_charged',
      failure: { code: 'model_failed' },
    });
    expect(await buyer.balance()).toBe(1_000_000n);
  });

  it('waits for as long as its buyer likes', async () => {
    const answer = await sendWishing('respond-async, wait=30', await pay());
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ response: 'A haiku about coins' });
  });

  it('is 202 for others with the same payment, and for each the same result in the end', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'For all of you'));
    const payment = await pay();
    const first = send(listing.url, payment, INPUT);
    while (generations(shop.claude.requests).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const other = await sendWishing('wait=0', payment);
    expect(other.status).toBe(202);
    gate.open();
    const { body } = await first;
    expect((await sendWishing('wait=30', payment)).body).toEqual(body);
    expect(await outcomeOf(shop.origin, other)).toMatchObject({ response: 'For all of you' });
    expect(generations(shop.claude.requests)).toHaveLength(1);
  });

  it('that has ended is answered with its result, however little its buyer waits', async () => {
    const payment = await pay();
    const { body } = await send(listing.url, payment, INPUT);
    for (const wish of ['respond-async', 'wait=0']) {
      const again = await sendWishing(wish, payment);
      expect([wish, again.status]).toEqual([wish, 200]);
      expect(again.body).toEqual(body);
    }
  });

  it('is shown to payer and owner, and to nobody else', async () => {
    const { body } = await send(listing.url, await pay(), INPUT);
    const { id, ticket } = body as { id: string; ticket: string };
    const path = `/api/v1/executions/${id}`;
    const statusUrl = `http://shop.example${path}`;
    expect((await ask(statusUrl, ticket)).body).toMatchObject({
      response: body['response'],
    });
    expect(await listing.creator.send('GET', `/executions/${id}`)).toMatchObject({ id });

    const stranger = await shop.publish();
    await expect(stranger.creator.send('GET', `/executions/${id}`)).rejects.toThrow('404');
    const other = await send(listing.url, await pay(), INPUT);
    expect((await ask(statusUrl, String(other.body['ticket']))).status).toBe(404);
    expect((await ask(statusUrl, 'garbage')).status).toBe(404);
    expect((await fetch(shop.origin + path)).status).toBe(401);
  });
});
