import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload } from '@x402/core/types';
import { Buyer, post } from './buyer.js';
import { answering, answeringAfter, Gate, generations, whenAsked } from './claude.js';
import { startServer } from './server-process.js';
import { type Listing, openReplica, openShop, PRICE, type Replica, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 10_000_000n;
const AT_A_TIME = 20;

describe('two replicas on one database and one chain', () => {
  let shop: Shop;
  let second: Replica;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop();
    second = await openReplica(shop);
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain, FUNDS);
    shop.claude.requests.length = 0;
  });
  afterEach(() => shop.claude.answer(answering('A haiku about coins')));
  afterAll(async () => {
    await second.app.close();
    await shop.stop();
  });

  const charged = async () => FUNDS - (await buyer.balance());
  const at = ({ origin }: Replica) => origin + new URL(listing.url).pathname;
  const turn = (n: number) => (n % 2 === 0 ? shop : second);

  /** The answer as it came, to be compared byte for byte. */
  async function pay(replica: Replica, payment: PaymentPayload, prefer = 'wait=60') {
    const call = post(INPUT);
    const paid = { prefer, 'payment-signature': encodePaymentSignatureHeader(payment) };
    const init = { ...call, headers: { ...call.headers, ...paid } };
    const response = await fetch(at(replica), init);
    const settlement = response.headers.get('payment-response');
    return { status: response.status, settlement, text: await response.text() };
  }

  /** Pays for so many calls, as many at a time as both replicas have connections to the database. */
  async function payInTurns(calls: number) {
    const answers: Awaited<ReturnType<typeof pay>>[] = [];
    const buyOn = async () => {
      for (let n = calls; n > 0; n = calls) {
        calls -= 1;
        answers.push(await pay(turn(n), await buyer.sign(listing.url)));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, buyOn));
    return answers;
  }

  /** What the chain and the books say about the buyer: all transfers, and no other claim. */
  async function transfers(): Promise<{ transactions: number; open: number }> {
    const [row] = await shop.owner.query(
      `SELECT count(DISTINCT s.transaction)::int AS transactions,
              count(*) FILTER (WHERE c.status <> 'settled')::int AS open
         FROM payment_claims c LEFT JOIN settlements s ON s.claim_id = c.id WHERE c.payer = $1`,
      [buyer.wallet.address],
    );
    return row as { transactions: number; open: number };
  }

  it('100 identical payments at once: one run, one transfer, one answer for all', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Once and for all'));
    const payment = await buyer.sign(listing.url);
    const answers = Array.from({ length: 100 }, (_, n) => pay(turn(n), payment));
    await whenAsked(shop.claude);
    gate.open();
    const [first, ...others] = await Promise.all(answers);
    expect(first).toMatchObject({ status: 200, text: expect.stringContaining('Once and for all') });
    for (const other of others) expect(other).toEqual(first);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await charged()).toBe(PRICE);
    expect(await transfers()).toEqual({ transactions: 1, open: 0 });
  });

  it('those who do not wait are told where to ask, and either replica gives them the same', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Later'));
    const payment = await buyer.sign(listing.url);
    const early = Promise.all(Array.from({ length: 10 }, (_, n) => pay(turn(n), payment)));
    await whenAsked(shop.claude);
    const pending = await Promise.all(
      Array.from({ length: 10 }, (_, n) => pay(turn(n), payment, 'wait=0')),
    );
    expect(pending.map(({ status }) => status)).toEqual(Array(10).fill(202));
    gate.open();
    const [first] = await early;
    const result = JSON.parse(first?.text ?? '') as Record<string, unknown>;
    for (const { text } of pending) {
      const { statusUrl, ticket } = JSON.parse(text) as Record<'statusUrl' | 'ticket', string>;
      for (const { origin } of [shop, second]) {
        const headers = { 'payment-ticket': ticket };
        const response = await fetch(origin + new URL(statusUrl).pathname, { headers });
        const { status, response: said, receipt } = (await response.json()) as typeof result;
        expect({ status, said, receipt }).toEqual({
          status: 'succeeded',
          said: result['response'],
          receipt: result['receipt'],
        });
      }
    }
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await charged()).toBe(PRICE);
  });

  it('100 different payments by one wallet, many at a time: 100 runs, 100 transfers', async () => {
    const answers = await payInTurns(100);
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(new Set(answers.map(({ settlement }) => settlement)).size).toBe(100);
    expect(generations(shop.claude.requests)).toHaveLength(100);
    expect(await charged()).toBe(100n * PRICE);
    expect(await transfers()).toEqual({ transactions: 100, open: 0 });
  });

  it('a replica that is stopped in the middle finishes its call, though nobody waits for it there', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Before I go'));
    const payment = await buyer.sign(listing.url);
    const leaving = await openReplica(shop);
    expect(await pay(leaving, payment, 'respond-async')).toMatchObject({ status: 202 });
    await whenAsked(shop.claude);
    const closed = leaving.app.close();
    const answer = pay(second, payment);
    gate.open();
    await closed;
    expect(await transfers()).toEqual({ transactions: 1, open: 0 });
    expect(await answer).toMatchObject({
      status: 200,
      text: expect.stringContaining('Before I go'),
    });
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await charged()).toBe(PRICE);
  });

  it('a replica that is killed in the middle loses nothing: the other answers its payment', async () => {
    shop.claude.answer(answeringAfter(new Promise(() => undefined), ''));
    const payment = await buyer.sign(listing.url);
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://shop.example' };
    const environment = { ...shop.environment, ...production };
    const server = await startServer(environment);
    const lost = pay({ ...second, origin: server.origin }, payment).catch(() => 'lost');
    await whenAsked(shop.claude);
    const other = pay(second, payment);
    await server.end('SIGKILL');
    expect(await lost).toBe('lost');
    shop.claude.answer(answering('From the other one'));
    // As if the time had passed after which a silent holder is taken for dead.
    await shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 hour' WHERE payer = $1`,
      [buyer.wallet.address],
    );
    expect(await other).toMatchObject({
      status: 200,
      text: expect.stringContaining('From the other one'),
    });
    expect(await charged()).toBe(PRICE);
    expect(await transfers()).toEqual({ transactions: 1, open: 0 });
  });
});
