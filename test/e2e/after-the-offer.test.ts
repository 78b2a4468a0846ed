import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendPaymentIdentifierToExtensions } from '@x402/extensions/payment-identifier';
import type { PaymentPayload } from '@x402/core/types';
import { ResultRetentionJob } from '../../src/modules/payments/calls/result-retention.job.js';
import { Buyer, send } from './buyer.js';
import { generations } from './claude.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

describe('a payment that was made', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop({ RESULT_RETENTION_DAYS: '7' });
  });
  afterAll(() => shop.stop());

  async function buy(): Promise<{ payment: PaymentPayload; body: unknown }> {
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
    const payment = await buyer.sign(listing.url, INPUT);
    const { body } = await send(listing.url, payment, INPUT);
    return { payment, body };
  }

  it('fetches its result after the resource was unpublished', async () => {
    const { payment, body } = await buy();
    await listing.creator.send('POST', `/resources/${listing.id}/unpublish`);
    expect((await send(listing.url, undefined, INPUT)).status).toBe(410);
    const again = await send(listing.url, payment, INPUT);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(body);
    expect(again.headers.get('payment-response')).not.toBeNull();
  });

  it('fetches its result after the resource was deleted', async () => {
    const { payment, body } = await buy();
    const unused = await buyer.sign(listing.url, INPUT);
    await listing.creator.send('DELETE', `/resources/${listing.id}`);
    const again = await send(listing.url, payment, INPUT);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(body);
    const late = await send(listing.url, unused, INPUT);
    expect(late.status).toBe(410);
    expect(late.body).toMatchObject({ payment: 'not_charged' });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('fetches its result after the resource was deleted and another took its address', async () => {
    const { payment, body } = await buy();
    const { type, name, description, slug, category, price, config } = await listing.creator.send<
      Record<string, unknown>
    >('GET', `/resources/mine/${listing.id}`);
    await listing.creator.send('DELETE', `/resources/${listing.id}`);
    const draft = { type, name, description, slug, category, price, config };
    const { id } = await listing.creator.send<{ id: string }>('POST', '/resources', draft);
    await listing.creator.send('POST', `/resources/${id}/publish`);
    const again = await send(listing.url, payment, INPUT);
    expect(again.body).toEqual(body);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('is for nobody else’s resource at the old address of a creator who was renamed', async () => {
    const { payment, body } = await buy();
    const { username } = await listing.creator.send<{ username: string }>('GET', '/me');
    await listing.creator.send('PATCH', '/me', { username: `x${username.slice(1)}` });
    const stranger = await shop.publish();
    await expect(stranger.creator.send('PATCH', '/me', { username })).rejects.toThrow(
      /409.*username_taken/,
    );
    expect((await send(listing.url, undefined, INPUT)).status).toBe(404);
    expect((await send(listing.url, payment, INPUT)).body).toEqual(body);
    await listing.creator.send('PATCH', '/me', { username });
    expect((await send(listing.url, undefined, INPUT)).status).toBe(402);
  });

  it('fetches its result when its offer is long gone and other input is asked for', async () => {
    const { payment, body } = await buy();
    const config = {
      systemPrompt: 'planted: {{other}}',
      parameters: [{ name: 'other', description: 'Else', required: true }],
      model: 'claude:claude-sonnet-5-5',
      maxTokens: 100,
    };
    await listing.creator.send('PATCH', `/resources/${listing.id}`, { config, price: '0.07' });
    await shop.owner.query(
      `UPDATE resource_versions SET superseded_at = superseded_at - interval '1 day'
        WHERE resource_id = $1 AND superseded_at IS NOT NULL`,
      [listing.id],
    );
    expect((await send(listing.url, undefined, INPUT)).status).toBe(402);
    expect((await send(listing.url, payment, INPUT)).body).toEqual(body);
  });

  it('does not open a result to another request or another signature', async () => {
    const { payment } = await buy();
    await listing.creator.send('POST', `/resources/${listing.id}/unpublish`);
    const otherInput = await send(listing.url, payment, { topic: 'else' });
    expect(otherInput.status).toBe(409);
    const scheme = payment.payload as { signature: string };
    const forged = {
      ...payment,
      payload: { ...scheme, signature: `0x${'1b'.repeat(65)}` },
    } as PaymentPayload;
    const { accepted, ...unasked } = forged;
    const thief = await send(
      listing.url,
      { ...unasked, accepted: { ...accepted, extra: {} } },
      INPUT,
    );
    // Nobody looks up what the payer did not sign: only that the offer is gone is told.
    expect(thief.status).toBe(410);
    expect(thief.body).toMatchObject({ code: 'resource_gone' });
    expect(JSON.stringify(thief.body)).not.toContain('haiku about');
  });

  it('cannot be sent to another resource at the same price', async () => {
    const { payment } = await buy();
    const other = await shop.publish();
    const answer = await send(other.url, payment, INPUT);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'payment_already_used' });
  });

  it('says so when its result was kept for as long as promised', async () => {
    const { payment } = await buy();
    await shop.owner.query(
      `ALTER TABLE payment_claims DISABLE TRIGGER payment_claims_transition;
       UPDATE payment_claims SET ended_at = now() - interval '8 days'
         WHERE subject = 'resource:${listing.id}';
       ALTER TABLE payment_claims ENABLE TRIGGER payment_claims_transition`,
    );
    await shop.app.get(ResultRetentionJob, { strict: false }).run();
    const again = await send(listing.url, payment, INPUT);
    expect(again.status).toBe(410);
    expect(again.body).toMatchObject({ code: 'result_expired', payment: 'charged' });
    const [row] = await shop.owner.query(
      `SELECT result, input, payment, amount FROM payment_claims WHERE subject = $1`,
      [`resource:${listing.id}`],
    );
    expect(row).toEqual({ result: null, input: null, payment: null, amount: String(PRICE) });
  });
});

describe('a payment that its buyer named', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
    buyer = await Buyer.with(shop.chain);
  });
  afterAll(() => shop.stop());

  async function sign(id: string): Promise<PaymentPayload> {
    const payment = await buyer.sign(listing.url, INPUT);
    const { body } = await send(listing.url, undefined, INPUT);
    const { extensions } = body['paymentRequired'] as { extensions: Record<string, unknown> };
    return { ...payment, extensions: appendPaymentIdentifierToExtensions(extensions, id) };
  }

  it('is charged once, even if it is signed anew: the first result comes again', async () => {
    const id = 'order_0123456789abcdef';
    const first = await send(listing.url, await sign(id), INPUT);
    const again = await send(listing.url, await sign(id), INPUT);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    expect(generations(shop.claude.requests)).toHaveLength(1);
  });

  it('is charged once, even if it is signed anew and sent five times at once', async () => {
    buyer = await Buyer.with(shop.chain);
    shop.claude.requests.length = 0;
    const id = 'order_3123456789abcdef';
    const payments = await Promise.all(Array.from({ length: 5 }, () => sign(id)));
    const answers = await Promise.all(payments.map((payment) => send(listing.url, payment, INPUT)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    expect(generations(shop.claude.requests)).toHaveLength(1);
  });

  it('is refused for another request', async () => {
    const id = 'order_1123456789abcdef';
    await send(listing.url, await sign(id), INPUT);
    const other = await send(listing.url, await sign(id), { topic: 'else' });
    expect(other.status).toBe(409);
  });

  it('is refused for another resource at the same price', async () => {
    const id = 'order_4123456789abcdef';
    await send(listing.url, await sign(id), INPUT);
    const before = await buyer.balance();
    const first = listing;
    listing = await shop.publish();
    const other = await send(listing.url, await sign(id), INPUT);
    listing = first;
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ code: 'payment_already_used', payment: 'not_charged' });
    expect(await buyer.balance()).toBe(before);
  });

  it('is told by its payer’s signature: another payer with the same name pays for their own', async () => {
    const id = 'order_2123456789abcdef';
    const first = await send(listing.url, await sign(id), INPUT);
    const payment = await sign(id);
    const scheme = payment.payload as { signature: string };
    const forged = { ...payment, payload: { ...scheme, signature: `0x${'1b'.repeat(65)}` } };
    const thief = await send(listing.url, forged as PaymentPayload, INPUT);
    expect(thief.status).toBe(402);
    buyer = await Buyer.with(shop.chain);
    const other = await send(listing.url, await sign(id), INPUT);
    expect(other.status).toBe(200);
    expect(other.body['id']).not.toBe(first.body['id']);
  });

  it('needs a well-formed name', async () => {
    const payment = await buyer.sign(listing.url, INPUT);
    const extensions = { 'payment-identifier': { info: { required: false, id: 'short' } } };
    const answer = await send(listing.url, { ...payment, extensions }, INPUT);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ reason: 'malformed_payment_identifier' });
  });
});
