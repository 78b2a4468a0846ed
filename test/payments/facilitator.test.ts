import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Buyer, send } from '../e2e/buyer.js';
import { generations } from '../e2e/claude.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../e2e/shop.js';
import { testServers } from '../setup/servers.js';
import { type FacilitatorAnswer, FacilitatorStandIn } from './facilitator-stand-in.js';

const INPUT = { topic: 'coins' };

describe('a facilitator behind a URL', () => {
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    facilitator = await FacilitatorStandIn.start(testServers().chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_TOKEN: 'planted-facilitator-token',
      FACILITATOR_TIMEOUT_MS: '2000',
    });
    listing = await shop.publish();
  });
  beforeEach(async () => {
    facilitator.tokens.length = 0;
    facilitator.answer = facilitator.honest;
    shop.claude.requests.length = 0;
    buyer = await Buyer.with(shop.chain);
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
  });

  it('is asked to verify and to settle, with its token', async () => {
    expect((await buyer.buy(listing.url, INPUT)).status).toBe(200);
    expect(facilitator.tokens).toEqual([
      'Bearer planted-facilitator-token',
      'Bearer planted-facilitator-token',
    ]);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('is told only what was read and checked of a payment', async () => {
    const told: unknown[] = [];
    facilitator.answer = (path, question, response) => {
      told.push(question.paymentPayload.payload);
      return facilitator.honest(path, question, response);
    };
    const payment = await buyer.sign(listing.url, INPUT);
    const permit2Authorization = { permitted: { amount: '1' }, spender: buyer.wallet.address };
    const doubtful = { ...payment, payload: { ...payment.payload, permit2Authorization } };
    expect((await send(listing.url, doubtful, INPUT)).status).toBe(200);
    expect(told).toEqual([payment.payload, payment.payload]);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it.each<[string, FacilitatorAnswer]>([
    ['garbage', async () => 'garbage'],
    ['nothing', async () => undefined],
    [
      'a server error',
      async (_path, _question, response) => void response.writeHead(500).end('{}'),
    ],
    ['a cut connection', async (_path, _question, response) => void response.destroy()],
    [
      'a verdict about somebody else',
      async () => ({ isValid: true, payer: '0x0000000000000000000000000000000000000001' }),
    ],
  ])(
    'that answers a verification with %s: 503, no run, nothing charged, payment usable',
    async (_, bad) => {
      const payment = await buyer.sign(listing.url);
      facilitator.answer = bad;
      const refused = await send(listing.url, payment, INPUT);
      expect(refused.status).toBe(503);
      expect(refused.body).toMatchObject({
        code: 'facilitator_unavailable',
        payment: 'not_charged',
      });
      expect(generations(shop.claude.requests)).toHaveLength(0);
      facilitator.answer = facilitator.honest;
      expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    },
  );

  it.each<[string, FacilitatorAnswer]>([
    ['garbage', async () => 'garbage'],
    [
      'a server error',
      async (_path, _question, response) => void response.writeHead(500).end('{}'),
    ],
    [
      'another payer',
      async () => ({
        success: true,
        transaction: '0x01',
        network: NETWORK,
        payer: '0x0000000000000000000000000000000000000001',
      }),
    ],
    ['silence', async () => undefined],
    [
      'an invented success',
      async () => ({
        success: true,
        transaction: `0x${'ab'.repeat(32)}`,
        network: NETWORK,
      }),
    ],
    [
      'another amount',
      async () => ({ success: true, transaction: '0x01', network: NETWORK, amount: '1' }),
    ],
    [
      'a transaction that is never mined',
      async () => ({
        success: false,
        errorReason: 'settlement_pending',
        transaction: `0x${'cd'.repeat(32)}`,
        network: NETWORK,
      }),
    ],
  ])(
    'that settles nothing and answers with %s: unknown, then found out and charged once',
    async (_, bad) => {
      const payment = await buyer.sign(listing.url);
      facilitator.answer = facilitator.settling(bad);
      const unknown = await send(listing.url, payment, INPUT);
      expect(unknown.status).toBe(502);
      expect(unknown.body).toMatchObject({
        code: 'settlement_unknown',
        payment: 'unknown',
        retryable: true,
      });
      expect(JSON.stringify(unknown.body)).not.toContain('haiku');
      facilitator.answer = facilitator.honest;
      const found = await send(listing.url, payment, INPUT);
      expect(found.status).toBe(200);
      expect(generations(shop.claude.requests)).toHaveLength(1);
      expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    },
  );

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['drops the connection', (response) => void response.destroy()],
    [
      'says that it failed',
      () => ({
        success: false,
        errorReason: 'unexpected_settle_error',
        transaction: '',
        network: NETWORK,
      }),
    ],
    ['answers garbage', () => 'garbage'],
    ['is silent', () => undefined],
    [
      'names another payer',
      () => ({
        success: true,
        transaction: '0x01',
        network: NETWORK,
        payer: `0x${'1'.repeat(40)}`,
      }),
    ],
    [
      'names another amount',
      () => ({ success: true, transaction: '0x01', network: NETWORK, amount: '1' }),
    ],
  ])('that settles and then %s: the chain is believed, the result delivered', async (_, lie) => {
    const payment = await buyer.sign(listing.url);
    facilitator.answer = async (path, question, response) => {
      const reply = await facilitator.honest(path, question, response);
      return path === '/verify' ? reply : lie(response);
    };
    const told = await send(listing.url, payment, INPUT);
    expect(told.status).toBe(200);
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('that says no and settles afterwards: what was charged is delivered', async () => {
    const payment = await buyer.sign(listing.url);
    let later!: () => Promise<unknown>;
    facilitator.answer = async (path, ...rest) => {
      if (path === '/verify') return facilitator.honest(path, ...rest);
      later = () => facilitator.honest(path, ...rest);
      return { success: false, errorReason: 'busy', transaction: '', network: NETWORK };
    };
    const told = await send(listing.url, payment, INPUT);
    expect(told.status).toBe(402);
    expect(told.body).toMatchObject({ reason: 'busy', payment: 'not_charged' });
    expect(JSON.stringify(told.body)).not.toContain('haiku about');

    await later();
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
    facilitator.answer = async () => Promise.reject(new Error('nobody has to be asked any more'));
    const found = await send(listing.url, payment, INPUT);
    expect(found.status).toBe(200);
    expect(generations(shop.claude.requests)).toHaveLength(1);
  });

  it('that quotes an older transfer of the same buyer to the same seller is not believed', async () => {
    const first = await buyer.buy(listing.url, INPUT);
    const { transaction } = first.body['receipt'] as { transaction: string };
    const payment = await buyer.sign(listing.url);
    facilitator.answer = async (path, ...rest) =>
      path === '/verify'
        ? facilitator.honest(path, ...rest)
        : { success: true, transaction, network: NETWORK };
    const told = await send(listing.url, payment, INPUT);
    expect(told.body).toMatchObject({ code: 'settlement_unknown', payment: 'unknown' });
    expect(await buyer.balance()).toBe(1_000_000n - PRICE);
  });

  it('that refuses for want of money settles the same payment once there is some, without a second run', async () => {
    const payment = await buyer.sign(listing.url);
    facilitator.answer = async (path, ...rest) => {
      if (path !== '/verify') return facilitator.honest(path, ...rest);
      const verdict = await facilitator.honest(path, ...rest);
      await buyer.emptyWallet();
      return verdict;
    };
    const refused = await send(listing.url, payment, INPUT);
    expect(refused.status).toBe(402);
    expect(refused.body).toMatchObject({ payment: 'not_charged', retryable: true });
    facilitator.answer = facilitator.honest;
    await shop.chain.fund(buyer.wallet.address, PRICE);
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(0n);
  });

  it('that refuses to settle: 402 with the reason, not charged, nothing in the ledger', async () => {
    const payment = await buyer.sign(listing.url);
    facilitator.answer = async (path, ...rest) =>
      path === '/verify'
        ? facilitator.honest(path, ...rest)
        : { success: false, errorReason: 'insufficient_funds', transaction: '', network: NETWORK };
    const refused = await send(listing.url, payment, INPUT);
    expect(refused.status).toBe(402);
    expect(refused.body).toMatchObject({ reason: 'insufficient_funds', payment: 'not_charged' });
    expect(await buyer.balance()).toBe(1_000_000n);
  });
});

describe('our own facilitator', () => {
  it('with a chain that cannot be reached has no verdict: 503, not a bad signature', async () => {
    const shop = await openShop({ RPC_URLS: `${NETWORK}=http://127.0.0.1:1` });
    const { url } = await shop.publish();
    const buyer = await Buyer.with(shop.chain, 0n);
    const answer = await send(url, await buyer.sign(url), INPUT);
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'facilitator_unavailable', payment: 'not_charged' });
    await shop.stop();
  });
});
