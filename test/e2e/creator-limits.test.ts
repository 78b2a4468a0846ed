import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import { Buyer, post, send } from './buyer.js';
import { answering, answeringAfter, Gate, generations, inTwoParts, whenAsked } from './claude.js';
import { EventReader } from './event-reader.js';
import { type ServerProcess, startServer } from './server-process.js';
import {
  type Ground,
  type Listing,
  openShop,
  prepareGround,
  PRICE,
  publish,
  type Shop,
} from './shop.js';

const INPUT = { topic: 'coins' };

const standing = ({ id, creator }: Listing) =>
  creator.send<{ spentUsd: string; reservedUsd: string; runningCalls: number }>(
    'GET',
    `/resources/${id}/standing`,
  );
const notCharged = (code: string, status: number) => ({
  status,
  body: { code, payment: 'not_charged' },
});

describe('limits that a creator sets for a resource', () => {
  let shop: Shop;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    shop.claude.answer(answering('A haiku about coins'));
    shop.claude.requests.length = 0;
    buyer = await Buyer.with(shop.chain);
  });
  afterAll(() => shop.stop());

  const sell = (limits: object, more: object = {}) => shop.publish({ limits, ...more });
  const claims = async () =>
    Number((await shop.owner.query(`SELECT count(*) FROM payment_claims`))[0].count);
  const stream = async (url: string, signal?: AbortSignal) => {
    const { headers, ...call } = post(INPUT);
    const payment = encodePaymentSignatureHeader(await buyer.sign(url));
    const asked = { ...headers, accept: 'text/event-stream', 'payment-signature': payment };
    return fetch(url, { ...call, headers: asked, ...(signal && { signal }) });
  };

  it('refuse an input that is too large before anything is claimed', async () => {
    const { url } = await sell({ inputBytes: 30 });
    const before = await claims();
    const payment = await buyer.sign(url);
    const answer = await send(url, payment, { topic: 'coins and more coins' });
    expect(answer).toMatchObject(notCharged('input_too_large', 413));
    expect(await claims()).toBe(before);
    expect(await send(url, payment, INPUT)).toMatchObject({ status: 200 });
  });

  it('bound how many calls run at once: the next is not charged, and may come again', async () => {
    const { url } = await sell({ concurrentCalls: 1 });
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'slow'));
    const first = buyer.buy(url, INPUT);
    await whenAsked(shop.claude);
    const payment = await buyer.sign(url);
    const refused = await send(url, payment, INPUT);
    expect(refused).toMatchObject(notCharged('resource_busy', 503));
    expect(refused.body['retryable']).toBe(true);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    gate.open();
    expect(await first).toMatchObject({ status: 200 });
    expect(await send(url, payment, INPUT)).toMatchObject({ status: 200 });
    expect(await buyer.balance()).toBe(1_000_000n - 2n * PRICE);
  });

  it('hold before costly work is paid, so that nothing is owed back', async () => {
    const listing = await sell({ callsPerMinute: 1 }, { settlementPolicy: 'before_execution' });
    expect(await buyer.buy(listing.url, INPUT)).toMatchObject({ status: 200 });
    const refused = await send(listing.url, await buyer.sign(listing.url), INPUT);
    expect(refused).toMatchObject(notCharged('called_too_often', 429));
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    const { items } = await listing.creator.send<{ items: object[] }>('GET', '/me/refunds');
    expect(items).toEqual([]);
  });

  it('refuse a stream before it begins', async () => {
    const { url } = await sell({ callsPerMinute: 1 });
    expect(await buyer.buy(url, INPUT)).toMatchObject({ status: 200 });
    const answer = await stream(url);
    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({ code: 'called_too_often' });
  });

  it('bound what a day costs: reserved while a call runs, counted as it was when it ends', async () => {
    const listing = await sell({ dailySpendUsd: '0.006' });
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'slow'));
    const call = buyer.buy(listing.url, INPUT);
    await whenAsked(shop.claude);
    const { reservedUsd, spentUsd } = await standing(listing);
    expect(spentUsd).toBe('0.00');
    expect(Number(reservedUsd)).toBeGreaterThan(0);

    const refused = await send(listing.url, await buyer.sign(listing.url), INPUT);
    expect(refused).toMatchObject(notCharged('daily_spend_reached', 503));
    // The day ends after the payment does.
    expect(refused.body).toMatchObject({ retryable: false });
    gate.open();
    expect(await call).toMatchObject({ status: 200 });
    const { items } = await listing.creator.send<{ items: { providerCostUsd: string }[] }>(
      'GET',
      `/resources/${listing.id}/usage`,
    );
    expect(await standing(listing)).toMatchObject({
      runningCalls: 0,
      reservedUsd: '0.00',
      spentUsd: items[0]?.providerCostUsd,
    });
    expect(Number(reservedUsd)).toBeGreaterThan(Number(items[0]?.providerCostUsd));
    expect(await buyer.buy(listing.url, INPUT)).toMatchObject({ status: 200 });
  });

  it('count the cost of a stream whose buyer has gone', async () => {
    const listing = await sell({ dailySpendUsd: '1' });
    const gate = new Gate();
    shop.claude.answer(inTwoParts(gate.opened));
    const leave = new AbortController();
    const events = new EventReader(await stream(listing.url, leave.signal));
    await events.next();
    leave.abort();
    gate.open();
    while ((await standing(listing)).runningCalls > 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const { spentUsd, reservedUsd } = await standing(listing);
    expect(Number(spentUsd)).toBeGreaterThan(0);
    expect(reservedUsd).toBe('0.00');
  });

  it('hold for the creator’s own tests too', async () => {
    const { id, creator } = await sell({ callsPerMinute: 1 });
    await creator.send('POST', `/resources/${id}/test`, { input: INPUT });
    await expect(creator.send('POST', `/resources/${id}/test`, { input: INPUT })).rejects.toThrow(
      /called_too_often|429/,
    );
    expect(generations(shop.claude.requests)).toHaveLength(1);
  });

  it('change at once, without a new version, and are taken away with null', async () => {
    const { id, url, creator } = await sell({ callsPerMinute: 5, inputBytes: 20 });
    const payment = await buyer.sign(url);
    expect(await send(url, payment, INPUT)).toMatchObject({ status: 200 });
    const changed = await creator.send('PATCH', `/resources/${id}`, {
      limits: { callsPerMinute: 1 },
    });
    expect(changed).toMatchObject({ version: 1, limits: { callsPerMinute: 1, inputBytes: 20 } });
    const next = await buyer.sign(url);
    expect(await send(url, next, INPUT)).toMatchObject(notCharged('called_too_often', 429));
    await creator.send('PATCH', `/resources/${id}`, { limits: { callsPerMinute: null } });
    expect(await send(url, next, INPUT)).toMatchObject({ status: 200 });
  });

  it('warn a creator where the cost of a model is not known, and sell nothing then', async () => {
    const config = { systemPrompt: 'Poet', model: 'claude:claude-of-tomorrow', maxTokens: 9 };
    const limits = { dailySpendUsd: '1' };
    const { url, creator } = await sell(limits, { config });
    const listing = { type: 'prompt_template', config, limits };
    const { warnings } = await creator.send<{ warnings: { code: string }[] }>(
      'POST',
      '/resources/validate',
      listing,
    );
    const codes = warnings.map(({ code }) => code);
    expect(codes).toEqual(['no_instructions', 'model_unknown', 'cost_unknown']);
    const refused = await send(url, await buyer.sign(url));
    expect(refused).toMatchObject(notCharged('cost_unknown', 503));
  });

  it('are told what is wrong with them, by field', async () => {
    const wrong = { inputBytes: 0, callsPerMinute: 1.5, dailySpendUsd: '1e3', other: 1 };
    const { id, creator } = await sell({});
    const { errors } = await creator.send<{ errors: { field: string }[] }>(
      'POST',
      `/resources/validate`,
      { limits: wrong },
    );
    expect(errors.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'limits.inputBytes',
        'limits.callsPerMinute',
        'limits.dailySpendUsd',
        'limits.other',
      ]),
    );
    await expect(creator.send('PATCH', `/resources/${id}`, { limits: wrong })).rejects.toThrow(
      /limits\.|422/,
    );
  });
});

describe('what calls cost that their process did not survive', () => {
  let ground: Ground;
  let server: ServerProcess;

  beforeAll(async () => {
    // Production mode: the sandbox is not even loaded.
    ground = await prepareGround({ NODE_ENV: 'production', PUBLIC_URL: 'https://shop.example' });
    server = await startServer(ground.environment);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await ground.clear();
  });

  it('counts as all that was reserved, and another run of the call counts for itself', async () => {
    const listing = await publish(server.origin, { limits: { dailySpendUsd: '1' } });
    const buyer = await Buyer.with(ground.chain);
    const payment = await buyer.sign(listing.url);
    ground.claude.answer(answeringAfter(new Promise(() => undefined), ''));
    const lost = send(listing.url, payment, INPUT).catch(() => 'lost');
    await whenAsked(ground.claude);
    const reserved = await sums();
    await server.end('SIGKILL');
    expect(await lost).toBe('lost');
    expect(reserved).toEqual({ reserved: expect.stringMatching(/^[1-9]/), spent: '0' });

    ground.claude.answer(answering('A haiku about coins'));
    server = await startServer(ground.environment);
    // As if the time had passed after which a silent holder is taken for dead.
    await ground.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 minute'`,
    );
    const again = server.origin + new URL(listing.url).pathname;
    expect(await send(again, payment, INPUT)).toMatchObject({ status: 200 });
    const [{ cost }] = await ground.owner.query(
      `SELECT provider_cost_nano_usd AS cost FROM executions`,
    );
    const spent = (BigInt(reserved.reserved) + BigInt(cost)).toString();
    expect(await sums()).toEqual({ reserved: '0', spent });
  });

  async function sums(): Promise<{ reserved: string; spent: string }> {
    const [row] = await ground.owner.query(
      `SELECT reserved_nano_usd AS reserved, spent_nano_usd AS spent FROM resource_spending`,
    );
    return row;
  }
});
