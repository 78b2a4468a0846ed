import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { USDC_ADDRESS } from '../../src/sandbox/chain/network.js';
import { testServers } from '../setup/servers.js';
import { Buyer, post, readAnswer, send } from './buyer.js';
import { answering, answeringAfter, claudeGiving, Gate, generations, whenAsked } from './claude.js';
import { RpcCounter } from './rpc-counter.js';
import {
  type Listing,
  NETWORK,
  openReplica,
  openShop,
  PRICE,
  type Replica,
  type Shop,
} from './shop.js';

const INPUT = { topic: 'coins' };

describe('a wallet that signs more payments than it holds money for', () => {
  let rpc: RpcCounter;
  let shop: Shop;
  let second: Replica;
  let listing: Listing;

  beforeAll(async () => {
    rpc = await RpcCounter.start(testServers().chain.rpcUrl);
    shop = await openShop({ RPC_URLS: `${NETWORK}=${rpc.url}` });
    second = await openReplica(shop);
    listing = await shop.publish();
  });
  beforeEach(() => {
    shop.claude.requests.length = 0;
  });
  afterEach(() => shop.claude.answer(answering('A haiku about coins')));
  afterAll(async () => {
    await second.app.close();
    await shop.stop();
    await rpc.stop();
  });

  const at = ({ origin }: Replica) => origin + new URL(listing.url).pathname;
  const signMany = (buyer: Buyer, times: number) =>
    Promise.all(Array.from({ length: times }, () => buyer.sign(listing.url)));

  /** Sends each payment to the next replica; Claude answers once all have been refused that will be. */
  async function sendAtOnce(payments: readonly PaymentPayload[], replicas: number, runs: number) {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'One of few'));
    let refused = 0;
    const answers = payments.map(async (payment, n) => {
      const replica = n % 2 < replicas - 1 ? second : shop;
      const answer = await send(at(replica), payment, INPUT);
      if (answer.status === 402) refused += 1;
      return answer;
    });
    await whenAsked(shop.claude, runs);
    while (refused < payments.length - runs) await new Promise((resolve) => setTimeout(resolve, 5));
    gate.open();
    return Promise.all(answers);
  }

  it.each([
    [30, 1, 1],
    [30, 2, 1],
    [30, 2, 3],
  ])(
    '%d at once to %d replicas, with money for %d: no more runs than that, and all are paid',
    async (times, replicas, runs) => {
      const buyer = await Buyer.with(shop.chain, BigInt(runs) * PRICE);
      const payments = await signMany(buyer, times);
      const answers = await sendAtOnce(payments, replicas, runs);
      expect(generations(shop.claude.requests)).toHaveLength(runs);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(runs);
      for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
        expect([status, body['payment'], body['retryable']]).toEqual([402, 'not_charged', true]);
        expect(body['reason']).toBe('open_payments_exceed_balance');
        expect(body['paymentRequired']).toBeDefined();
      }
      expect(await buyer.balance()).toBe(0n);
    },
  );

  it('can send the same payment again once the others have ended', async () => {
    const buyer = await Buyer.with(shop.chain, PRICE);
    const payments = await signMany(buyer, 2);
    const answers = await sendAtOnce(payments, 1, 1);
    const refused = payments[answers.findIndex(({ status }) => status === 402)];
    await shop.chain.fund(buyer.wallet.address, PRICE);
    expect((await send(listing.url, refused, INPUT)).status).toBe(200);
    expect(await buyer.balance()).toBe(0n);
  });

  it('holds up nobody else while its payments wait for one another', async () => {
    const greedy = await Buyer.with(shop.chain, 40n * PRICE);
    const other = await Buyer.with(shop.chain, PRICE);
    const payments = await signMany(greedy, 20);
    const signed = await other.sign(listing.url);
    const turn = `${NETWORK} ${USDC_ADDRESS} ${greedy.wallet.address}`;
    const waiting = await shop.owner.transaction(async (tx) => {
      // As a replica does that has stopped in the middle of reserving one of them.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [turn]);
      const calls = payments.map((payment) => send(listing.url, payment, INPUT));
      const isWaited = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
      while ((await tx.query<unknown[]>(isWaited)).length === 0)
        await new Promise((resolve) => setTimeout(resolve, 5));
      expect((await send(listing.url, signed, INPUT)).status).toBe(200);
      return calls;
    });
    const statuses = new Set((await Promise.all(waiting)).map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  });

  it('is asked for its balance only while something else of it is open', async () => {
    const buyer = await Buyer.with(shop.chain, 10n * PRICE);
    rpc.asked.length = 0;
    expect((await send(listing.url, await buyer.sign(listing.url), INPUT)).status).toBe(200);
    expect(rpc.balancesRead).toBe(0);

    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'First'));
    const first = send(listing.url, await buyer.sign(listing.url), INPUT);
    await whenAsked(shop.claude, 2);
    const next = send(listing.url, await buyer.sign(listing.url), INPUT);
    await whenAsked(shop.claude, 3);
    expect(rpc.balancesRead).toBe(1);
    gate.open();
    for (const { status } of await Promise.all([first, next])) expect(status).toBe(200);
  });
});

describe('a wallet that left work unpaid', () => {
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain, PRICE);
    shop.claude.requests.length = 0;
  });
  afterEach(() => shop.claude.answer(answering('A haiku about coins')));
  afterAll(() => shop.stop());

  /** Runs `then` when Claude is asked, before it answers. @returns what it gave */
  function whenRun<T>(then: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const gate = new Gate();
      const answer = answeringAfter(gate.opened, 'A haiku about coins');
      shop.claude.answer((request) => {
        if (generations([request]).length > 0) {
          void then()
            .then(resolve, reject)
            .finally(() => gate.open());
        }
        return answer(request);
      });
    });
  }

  async function cheat(): Promise<void> {
    const emptied = whenRun(() => buyer.emptyWallet());
    const answer = await send(listing.url, await buyer.sign(listing.url), INPUT);
    await emptied;
    expect(answer.status).toBe(402);
    expect(JSON.stringify(answer.body)).not.toContain('haiku about');
    // The refused payment can still be charged, so it stays open beside the next one.
    await shop.chain.fund(buyer.wallet.address, 2n * PRICE);
  }

  const pay = async (accept = 'application/json') => {
    const call = post(INPUT);
    const payment = encodePaymentSignatureHeader(await buyer.sign(listing.url));
    const headers = { ...call.headers, accept, 'payment-signature': payment };
    return fetch(listing.url, { ...call, headers });
  };

  it('pays first from then on, so that there is no second run for nothing', async () => {
    await cheat();
    const balanceAtRun = whenRun(() => buyer.balance());
    const paid = await readAnswer(await pay());
    expect(paid).toMatchObject({ status: 200, body: { response: 'A haiku about coins' } });
    expect(await balanceAtRun).toBe(PRICE);
  });

  it('pays before a stream starts, too', async () => {
    await cheat();
    const balanceAtRun = whenRun(() => buyer.balance());
    const stream = await pay('text/event-stream');
    expect(stream.status).toBe(200);
    expect(await stream.text()).toContain('event: done');
    expect(await balanceAtRun).toBe(PRICE);
  });

  it('is not run for when it pays first with money that is not there', async () => {
    await cheat();
    await buyer.emptyWallet();
    shop.claude.requests.length = 0;
    expect((await pay()).status).toBe(402);
    expect(generations(shop.claude.requests)).toHaveLength(0);
  });

  it('is owed what it paid first when no run can deliver', async () => {
    await cheat();
    shop.claude.answer(claudeGiving({ status: 400, pieces: ['{}'] }));
    const failed = await readAnswer(await pay());
    expect(failed.body).toMatchObject({ payment: 'charged', refund: { status: 'owed' } });
    expect(await buyer.balance()).toBe(PRICE);
  });

  it('is served like any other after a while', async () => {
    await cheat();
    // As if the hours of UNPAID_WORK_PAY_FIRST_HOURS had passed.
    await shop.owner.query(
      `UPDATE payment_claims SET unpaid_at = unpaid_at - interval '24 hours' WHERE payer = $1`,
      [buyer.wallet.address],
    );
    const balanceAtRun = whenRun(() => buyer.balance());
    expect((await pay()).status).toBe(200);
    expect(await balanceAtRun).toBe(2n * PRICE);
    expect(await buyer.balance()).toBe(PRICE);
  });

  it('does not make others pay first', async () => {
    await cheat();
    buyer = await Buyer.with(shop.chain, PRICE);
    const balanceAtRun = whenRun(() => buyer.balance());
    expect((await pay()).status).toBe(200);
    expect(await balanceAtRun).toBe(PRICE);
  });

  it('that cancels its payment while it is worked for is remembered as well', async () => {
    const payment = await buyer.sign(listing.url);
    const cancelled = whenRun(() => buyer.cancel(payment));
    const answer = await send(listing.url, payment, INPUT);
    await cancelled;
    expect(answer.status).toBe(402);
    const balanceAtRun = whenRun(() => buyer.balance());
    expect((await pay()).status).toBe(200);
    expect(await balanceAtRun).toBe(0n);
  });

  it('a payment that may expire before the run ends is settled before it', async () => {
    const honest = await buyer.sign(listing.url);
    const short = await buyer.sign(listing.url, {}, (offer) => ({
      ...offer,
      maxTimeoutSeconds: 60,
    }));
    const balanceAtRun = whenRun(() => buyer.balance());
    const answer = await send(listing.url, { ...short, accepted: honest.accepted }, INPUT);
    expect(answer.status).toBe(200);
    expect(await balanceAtRun).toBe(0n);
  });
});
