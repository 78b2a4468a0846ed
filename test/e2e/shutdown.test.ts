import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { Buyer, post, readAnswer, send } from './buyer.js';
import { answering, answeringAfter, Gate, generations, whenAsked } from './claude.js';
import { type ServerProcess, startServer } from './server-process.js';
import { type Listing, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 10_000_000n;

describe('a server that is told to end', () => {
  let shop: Shop;
  let server: ServerProcess;
  let listing: Listing;
  let buyer: Buyer;
  let gate: Gate;

  beforeAll(async () => {
    // It stands for the replica that stays.
    shop = await openShop();
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain, FUNDS);
    gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'In the end'));
    shop.claude.requests.length = 0;
  });
  afterEach(async () => {
    gate.open();
    shop.claude.answer(answering('A haiku about coins'));
    if (!server.hasEnded()) await server.end('SIGKILL');
  });
  afterAll(() => shop.stop());

  const start = async (timeoutMs: number) => {
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://shop.example' };
    const environment = {
      ...shop.environment,
      ...production,
      SHUTDOWN_TIMEOUT_MS: String(timeoutMs),
    };
    server = await startServer(environment);
  };
  const pay = async (payment: PaymentPayload, prefer = 'wait=60') => {
    const { headers, ...call } = post(INPUT);
    const paid = { prefer, 'payment-signature': encodePaymentSignatureHeader(payment) };
    const url = server.origin + new URL(listing.url).pathname;
    return readAnswer(await fetch(url, { ...call, headers: { ...headers, ...paid } }));
  };
  const isReady = async () => (await fetch(`${server.origin}/health/ready`)).ok;
  const claims = () =>
    shop.owner.query(`SELECT status, work FROM payment_claims WHERE payer = $1`, [
      buyer.wallet.address,
    ]);

  it('begins no new call, tells of every old one, and ends by itself', async () => {
    await start(600_000);
    const old = await buyer.sign(listing.url);
    const answer = pay(old);
    await whenAsked(shop.claude);
    const fresh = await buyer.sign(listing.url);
    const ended = server.end('SIGTERM');
    while (await isReady()) await new Promise((resolve) => setTimeout(resolve, 5));

    const refused = await pay(fresh);
    expect(refused).toMatchObject({
      status: 503,
      body: { code: 'server_ending', payment: 'not_charged', retryable: true },
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('connection')).toBe('close');
    expect(await claims()).toHaveLength(1);
    expect((await fetch(`${server.origin}/health/live`)).status).toBe(200);

    gate.open();
    expect(await answer).toMatchObject({ status: 200, body: { response: 'In the end' } });
    expect(await ended).toBe(0);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });

  it('gives up in time what does not come to its end: nothing is charged, the payment is good', async () => {
    await start(4_000);
    const payment = await buyer.sign(listing.url);
    const answer = pay(payment);
    await whenAsked(shop.claude);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(await answer).toMatchObject({
      status: 503,
      body: { code: 'call_interrupted', payment: 'not_charged', retryable: true },
    });
    expect(await claims()).toEqual([{ status: 'released', work: 'failed' }]);

    shop.claude.answer(answering('Elsewhere'));
    const again = await send(listing.url, payment, INPUT);
    expect(again).toMatchObject({ status: 200, body: { response: 'Elsewhere' } });
  });

  it('leaves to the others what somebody comes back for', async () => {
    await start(4_000);
    const payment = await buyer.sign(listing.url);
    const pending = await pay(payment, 'respond-async');
    expect(pending.status).toBe(202);
    await whenAsked(shop.claude);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(await claims()).toEqual([{ status: 'claimed', work: 'pending' }]);

    shop.claude.answer(answering('From the other one'));
    await shop.app.get(RecoveryJob, { strict: false }).run();
    const again = await send(listing.url, payment, INPUT);
    expect(again).toMatchObject({ status: 200, body: { response: 'From the other one' } });
    expect(generations(shop.claude.requests)).toHaveLength(2);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });
});
