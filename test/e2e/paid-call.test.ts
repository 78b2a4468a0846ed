import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { Buyer, send } from './buyer.js';
import { generations } from './claude.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };

describe('a paid call', () => {
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
  afterAll(() => shop.stop());

  const charged = async () => 1_000_000n - (await buyer.balance());

  it('without a payment is answered with the price in header and body, before the input is looked at', async () => {
    const answer = await send(listing.url, undefined, { nonsense: true });
    expect(answer.status).toBe(402);
    expect(answer.body).toMatchObject({
      code: 'payment_required',
      payment: 'not_charged',
      x402Version: 1,
    });
    const challenge = decodePaymentRequiredHeader(answer.headers.get('payment-required') ?? '');
    expect(challenge).toEqual(answer.body['paymentRequired']);
    expect(challenge.accepts[0]).toMatchObject({ amount: String(PRICE), payTo: listing.payTo });
    expect(challenge.resource.url).toMatch(/^http:\/\/shop\.example\/@/);
  });

  it('by an unmodified buyer moves exactly the price and gives the answer', async () => {
    const before = await shop.chain.usdcBalance(listing.payTo);
    const answer = await buyer.buy(listing.url, INPUT);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      response: 'A haiku about coins',
      usage: { input_tokens: 20, output_tokens: 7 },
      receipt: { amount: '0.05', payer: buyer.wallet.address, payTo: listing.payTo },
    });
    const settlement = decodePaymentResponseHeader(answer.headers.get('payment-response') ?? '');
    expect(settlement).toMatchObject({ success: true, payer: buyer.wallet.address });
    expect(await charged()).toBe(PRICE);
    expect((await shop.chain.usdcBalance(listing.payTo)) - before).toBe(PRICE);
  });

  it('can be made by id, also at the alias', async () => {
    const input = { resourceId: listing.id, input: INPUT };
    expect((await buyer.buy(`${shop.origin}/api/v1/execute`, input)).status).toBe(200);
    expect((await buyer.buy(`${shop.origin}/api/execute`, input)).status).toBe(200);
    expect(await charged()).toBe(2n * PRICE);
  });

  it('fills the template in with the input and uses the creator’s key', async () => {
    await buyer.buy(listing.url, { topic: 'a $& {{topic}}' });
    const [asked] = generations(shop.claude.requests);
    expect(asked?.body).toContain('write about a $& {{topic}}');
    expect(asked?.headers['authorization'] ?? asked?.headers['x-api-key']).toContain(
      'sk-ant-planted',
    );
  });

  it('is written to the usage log, the ledger and the outbox', async () => {
    const { body } = await buyer.buy(listing.url, INPUT);
    const { items } = await listing.creator.send<{ items: object[] }>(
      'GET',
      `/resources/${listing.id}/usage`,
    );
    expect(items[0]).toMatchObject({
      status: 'paid',
      executionId: body['id'],
      amountPaid: '0.05',
      inputTokens: 15,
      outputTokens: 7,
      payer: buyer.wallet.address,
    });
    const claimId = (body['receipt'] as { id: string }).id;
    const entries: { account: string; amount: string }[] = await shop.owner.query(
      `SELECT account, amount FROM ledger_entries WHERE journal_id = $1 ORDER BY amount`,
      [claimId],
    );
    expect(entries).toEqual([
      { account: 'revenue', amount: '-50000' },
      { account: 'wallet', amount: '50000' },
    ]);
    const events = await shop.owner.query(`SELECT type FROM outbox WHERE data ->> 'claimId' = $1`, [
      claimId,
    ]);
    expect(events).toEqual([{ type: 'payment.settled' }]);
  });

  it('leaves rows whose ids follow the order of the calls', async () => {
    const receipts: string[] = [];
    for (const _ of [1, 2]) {
      const { body } = await buyer.buy(listing.url, INPUT);
      receipts.push((body['receipt'] as { id: string }).id);
    }
    const rows = await shop.owner.query<Record<string, string>[]>(
      `SELECT c.id AS claim, s.id AS settlement, e.id AS run, u.id AS line FROM payment_claims c
         JOIN settlements s ON s.claim_id = c.id JOIN executions e ON e.claim_id = c.id
         JOIN x402_prompt_template_usage_logs u ON u.execution_id = e.id
        WHERE c.id = ANY ($1) ORDER BY c.created_at`,
      [receipts],
    );
    const [first = {}, second = {}] = rows;
    for (const [kind, id] of Object.entries(first)) {
      expect([kind, id]).toEqual([kind, expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)]);
      expect([kind, id < (second[kind] ?? '')]).toEqual([kind, true]);
    }
    expect(rows).toHaveLength(2);
  });

  it('that adds to what it accepts is taken all the same', async () => {
    const buyer = await Buyer.with(shop.chain);
    const payment = await buyer.sign(listing.url);
    const { accepted } = payment;
    const added = { ...accepted, note: 'mine', extra: { ...accepted.extra, wallet: 'mine' } };
    expect((await send(listing.url, { ...payment, accepted: added }, INPUT)).status).toBe(200);
  });

  it('of 10 buyers at once settles every one', async () => {
    const buyers = await Promise.all(Array.from({ length: 10 }, () => Buyer.with(shop.chain)));
    const answers = await Promise.all(buyers.map((one) => one.buy(listing.url, INPUT)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  });

  it('refuses a payment that belongs to another input', async () => {
    const payment = await buyer.sign(listing.url);
    await send(listing.url, payment, INPUT);
    const other = await send(listing.url, payment, { topic: 'something else' });
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ code: 'payment_already_used', payment: 'not_charged' });
    expect(generations(shop.claude.requests)).toHaveLength(1);
  });

  it('honours an offer made before the creator raised the price, with what was offered then', async () => {
    const own = await shop.publish();
    const payment = await buyer.sign(own.url);
    await own.creator.send('PATCH', `/resources/${own.id}`, { price: '0.50' });
    expect((await send(own.url, payment, INPUT)).status).toBe(200);
    expect(await charged()).toBe(PRICE);
  });

  it('is not offered when the creator’s key is gone, or the resource', async () => {
    const own = await shop.publish();
    const payment = await buyer.sign(own.url);
    await own.creator.send('DELETE', '/integrations/claude/config');
    const keyless = await send(own.url, payment, INPUT);
    expect(keyless.status).toBe(503);
    expect(keyless.body).toMatchObject({ code: 'creator_key_missing', payment: 'not_charged' });
    await own.creator.send('POST', `/resources/${own.id}/unpublish`);
    expect((await send(own.url, payment, INPUT)).status).toBe(410);
    expect((await send(`${own.url}-none`, payment, INPUT)).status).toBe(404);
    expect(await charged()).toBe(0n);
  });

  it('at an address used before is of what is for sale there now', async () => {
    const own = await shop.publish();
    const draft = await own.creator.send<Record<string, unknown>>(
      'GET',
      `/resources/mine/${own.id}`,
    );
    const { type, name, description, slug, category, price, config } = draft;
    for (let round = 0; round < 3; round += 1) {
      const { items } = await own.creator.send<{ items: { id: string }[] }>(
        'GET',
        '/resources/mine?status=published',
      );
      await own.creator.send('DELETE', `/resources/${items[0]?.id}`);
      expect((await send(own.url, undefined, INPUT)).status).toBe(410);
      const body = {
        type,
        name: `${String(name)} ${round}`,
        description,
        slug,
        category,
        price,
        config,
      };
      const { id } = await own.creator.send<{ id: string }>('POST', '/resources', body);
      await own.creator.send('POST', `/resources/${id}/publish`);
      const challenge = await send(own.url, undefined, INPUT);
      expect(challenge.body).toMatchObject({
        paymentRequired: { resource: { serviceName: `Haiku ${round}` } },
      });
    }
  });

  it('can be tried by its owner for free, and only by its owner', async () => {
    const test = await listing.creator.send<object>('POST', `/resources/${listing.id}/test`, {
      input: INPUT,
    });
    expect(test).toMatchObject({ response: 'A haiku about coins' });
    const stranger = await shop.publish();
    await expect(
      stranger.creator.send('POST', `/resources/${listing.id}/test`, { input: INPUT }),
    ).rejects.toThrow('404');
    const { items } = await listing.creator.send<{ items: object[] }>(
      'GET',
      `/resources/${listing.id}/usage`,
    );
    expect(items[0]).toMatchObject({ status: 'test', amountPaid: '0.00', transaction: null });
  });
});
