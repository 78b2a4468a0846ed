import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader, encodePaymentSignatureHeader } from '@x402/core/http';
import { Buyer, send } from './buyer.js';
import { answering, answeringAfter, Gate, generations, whenAsked } from './claude.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

// docs/payments.md lists these, and where the rest of the list is.
describe('what goes wrong elsewhere does not here:', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain);
    shop.claude.requests.length = 0;
  });
  afterEach(() => shop.claude.answer(answering('A haiku about coins')));
  afterAll(() => shop.stop());

  const charged = async () => 1_000_000n - (await buyer.balance());

  it('a payment sent 20 times at once: one run, one charge, the same answer for all', async () => {
    const payment = await buyer.sign(listing.url);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(listing.url, payment, INPUT)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await charged()).toBe(PRICE);
  });

  it('a lost answer: the same payment again gets the same bytes and is not charged again', async () => {
    const payment = await buyer.sign(listing.url);
    const first = await send(listing.url, payment, INPUT);
    const again = await send(listing.url, payment, INPUT);
    expect(first.status).toBe(200);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(again.headers.get('payment-response')).toBe(first.headers.get('payment-response'));
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await charged()).toBe(PRICE);
  });

  it('a payment signed for one resource, sent to another at the same price: refused', async () => {
    const other = await shop.publish();
    const answer = await send(other.url, await buyer.sign(listing.url), INPUT);
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({ reason: 'pay_to_mismatch', payment: 'not_charged' });
    expect(generations(shop.claude.requests)).toHaveLength(0);
    expect(await charged()).toBe(0n);
  });

  it('a buyer who hangs up during the run: the call is finished, and the same payment fetches its result', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'late, but there'));
    const payment = await buyer.sign(listing.url);
    const hangUp = new AbortController();
    const lost = send(listing.url, payment, INPUT, hangUp.signal);
    await whenAsked(shop.claude);
    hangUp.abort();
    await expect(lost).rejects.toThrow();
    gate.open();
    const fetched = await send(listing.url, payment, INPUT);
    expect(fetched.body).toMatchObject({ response: 'late, but there' });
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await charged()).toBe(PRICE);
  });

  it('a wallet emptied during the run: the result is withheld, nothing is charged', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'too dear'));
    const payment = await buyer.sign(listing.url);
    const call = send(listing.url, payment, INPUT);
    await whenAsked(shop.claude);
    await buyer.emptyWallet();
    gate.open();
    const refused = await call;
    expect(refused.status).toBe(402);
    expect(refused.body).toMatchObject({ code: 'payment_required', payment: 'not_charged' });
    expect(JSON.stringify(refused.body)).not.toContain('too dear');
    const [claim] = await shop.owner.query(
      `SELECT status, transaction FROM payment_claims WHERE payer = $1`,
      [buyer.wallet.address],
    );
    expect(claim).toEqual({ status: 'refused', transaction: null });
  });

  it.each(['HEAD', 'OPTIONS', 'PUT', 'DELETE'])(
    '%s with a good payment: nothing runs, nothing is charged',
    async (method) => {
      const header = encodePaymentSignatureHeader(await buyer.sign(listing.url));
      const response = await fetch(listing.url, {
        method,
        headers: { 'payment-signature': header },
      });
      expect(response.status).toBe(method === 'OPTIONS' ? 204 : 405);
      expect(generations(shop.claude.requests)).toHaveLength(0);
      expect(await charged()).toBe(0n);
    },
  );

  it('invalid input: refused by field before anything is claimed, and the payment stays unused', async () => {
    const payment = await buyer.sign(listing.url);
    const refused = await send(listing.url, payment, { topic: 'x'.repeat(201), other: 1 });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      payment: 'not_charged',
      errors: expect.arrayContaining([
        { field: 'topic', message: expect.stringContaining('200') },
        { field: 'other', message: expect.stringContaining('topic') },
      ]),
    });
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    expect(await charged()).toBe(PRICE);
  });

  it.each([
    ['GET', undefined, undefined],
    ['POST', 'application/json', '{broken'],
    ['POST', 'text/plain', 'hello'],
    ['PUT', 'application/json', ''],
    ['DELETE', undefined, undefined],
  ])(
    'a probe by %s with the body %s %j and no payment: the price, not a complaint about the body',
    async (method, type, body) => {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      const response = await fetch(listing.url, { method, headers, ...(body && { body }) });
      expect(response.status).toBe(402);
      expect(response.headers.get('payment-required')).not.toBeNull();
    },
  );

  it('a request with a forged Host: the address that is paid for comes from configuration', async () => {
    const { hostname, port, pathname } = new URL(listing.url);
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example;proto=https',
    };
    const asked = request({ hostname, port, path: pathname, method: 'POST', headers }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const answer = (await json(response)) as Record<string, unknown>;
    const required = decodePaymentRequiredHeader(String(response.headers['payment-required']));
    expect(required).toEqual(answer['paymentRequired']);
    expect(required.resource.url).toBe(`http://shop.example${pathname}`);
    expect(JSON.stringify(answer)).not.toContain('evil');
  });
});
