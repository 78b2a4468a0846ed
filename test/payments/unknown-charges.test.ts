import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { LedgerCheck } from '../../src/modules/payments/index.js';
import { type LocalChain, startChain } from '../../src/sandbox/chain/index.js';
import { connectAnvil } from '../../src/sandbox/chain/network.js';
import { post, send } from '../e2e/buyer.js';
import { answering, generations } from '../e2e/claude.js';
import { type Listing, NETWORK, openShop, type Shop } from '../e2e/shop.js';
import { UseBuyer } from '../e2e/use-buyer.js';
import { FacilitatorStandIn, type Question } from './facilitator-stand-in.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
const BY_USE = { minimum: '0.001', inputPerMillion: '100', outputPerMillion: '500' };
const CHARGE = 5_500n;

describe('a settlement by use whose answer is lost', () => {
  let chain: LocalChain;
  let facilitator: FacilitatorStandIn;
  let shop: Shop;
  let listing: Listing;
  let buyer: UseBuyer;
  let payment: PaymentPayload;

  beforeAll(async () => {
    // A chain of its own, whose time a test can change.
    chain = await startChain({ blockSeconds: 1 });
    facilitator = await FacilitatorStandIn.start(chain.rpcUrl);
    shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      FACILITATOR_TIMEOUT_MS: '2000',
      RPC_URLS: `${NETWORK}=${chain.rpcUrl}`,
    });
    listing = await shop.publish({ usagePrice: BY_USE });
  });
  beforeEach(async () => {
    shop.claude.requests.length = 0;
    facilitator.questions.length = 0;
    buyer = await UseBuyer.with(chain, FUNDS);
    payment = await buyer.sign(listing.url);
  });
  afterEach(() => {
    facilitator.answer = facilitator.honest;
    shop.claude.answer(answering('A haiku about coins'));
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.goDown();
    await chain.stop();
  });

  async function payInVain(): Promise<void> {
    const { status, body } = await send(listing.url, payment, INPUT);
    expect([status, body['code'], body['payment']]).toEqual([502, 'settlement_unknown', 'unknown']);
    expect(await claim()).toMatchObject({ status: 'unknown', charge: '5500', moved: null });
  }

  async function recover(): Promise<void> {
    await shop.owner.query(
      `UPDATE payment_claims SET lease_expires_at = now() - interval '1 second' WHERE payer = $1`,
      [buyer.wallet.address],
    );
    await shop.app.get(RecoveryJob, { strict: false }).run();
    const held = `SELECT 1 FROM payment_claims WHERE payer = $1 AND lease_token IS NOT NULL
      AND ended_at IS NULL`;
    while ((await shop.owner.query<unknown[]>(held, [buyer.wallet.address])).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async function claim(): Promise<Record<string, unknown>> {
    const [row] = await shop.owner.query<Record<string, unknown>[]>(
      `SELECT c.status, c.charge::text, c.moved::text, s.amount::text AS settled
         FROM payment_claims c LEFT JOIN settlements s ON s.claim_id = c.id WHERE c.payer = $1`,
      [buyer.wallet.address],
    );
    return row ?? {};
  }

  const asked = () =>
    facilitator.questions.map(({ paymentRequirements: { amount } }: Question) => amount);

  it('though the money moved is found on the chain by its nonce, with what it moved', async () => {
    const settled: unknown[] = [];
    facilitator.answer = facilitator.settling(async (...question) => {
      settled.push(await facilitator.honest(...question));
      return 'garbage';
    });
    // It may be seen at once; what counts is that it was not asked for again.
    await send(listing.url, payment, INPUT);
    await recover();
    expect(settled).toHaveLength(1);
    expect(await claim()).toEqual({
      status: 'settled',
      charge: '5500',
      moved: '5500',
      settled: '5500',
    });
    expect((await send(listing.url, payment, INPUT)).body).toMatchObject({
      response: 'A haiku about coins',
      receipt: { amount: '0.0055' },
    });
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
  });

  it('and that never was is asked for again, at the same charge, and charged once', async () => {
    facilitator.answer = facilitator.settling(async () => 'garbage');
    await payInVain();
    facilitator.answer = facilitator.honest;
    shop.claude.answer(answering('Another answer'));
    await recover();
    expect(await claim()).toMatchObject({ status: 'settled', moved: '5500' });
    expect(asked()).toEqual(['50000', '5500', '5500']);
    expect((await send(listing.url, payment, INPUT)).body).toMatchObject({
      response: 'A haiku about coins',
    });
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
  });

  it('while its transaction waits is believed once that is mined, for what that moved', async () => {
    const anvil = connectAnvil(chain.rpcUrl);
    await anvil.setIntervalMining({ interval: 0 });
    await anvil.setAutomine(false);
    const pending = send(listing.url, payment, INPUT);
    expect((await pending).body).toMatchObject({ payment: 'unknown' });
    await anvil.setAutomine(true);
    await anvil.mine({ blocks: 1 });
    await anvil.setIntervalMining({ interval: 1 });
    await recover();
    expect(await claim()).toMatchObject({ status: 'settled', charge: '5500', moved: '5500' });
    expect(await buyer.balance()).toBe(FUNDS - CHARGE);
  });

  it('and that ran out of time is void: nothing is charged, and nothing can be any more', async () => {
    facilitator.answer = facilitator.settling(async () => 'garbage');
    await payInVain();
    const anvil = connectAnvil(chain.rpcUrl);
    await anvil.increaseTime({ seconds: 3_600 });
    await anvil.mine({ blocks: 1 });
    facilitator.answer = facilitator.honest;
    await recover();
    expect(await claim()).toMatchObject({ status: 'released', moved: null, settled: null });
    expect(await buyer.balance()).toBe(FUNDS);
  });
});

describe('a facilitator that settles for another amount than it was asked for', () => {
  it('is booked by what the chain moved, told to the operator, and named in no challenge any more', async () => {
    const chain = await startChain({ blockSeconds: 1 });
    const facilitator = await FacilitatorStandIn.start(chain.rpcUrl);
    const shop = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      RPC_URLS: `${NETWORK}=${chain.rpcUrl}`,
    });
    const { url } = await shop.publish({ usagePrice: BY_USE });
    const buyer = await UseBuyer.with(chain, FUNDS);
    const payment = await buyer.sign(url);
    facilitator.answer = facilitator.settling((path, question, response) => {
      const paymentRequirements = { ...question.paymentRequirements, amount: '50000' };
      return facilitator.honest(path, { ...question, paymentRequirements }, response);
    });
    const { body } = await send(url, payment, INPUT);
    expect(body).toMatchObject({ receipt: { amount: '0.05', usage: { charge: '0.0055' } } });
    expect(await buyer.balance()).toBe(FUNDS - 50_000n);
    expect(shop.log.join('')).toContain('a facilitator moved another amount than it was asked for');
    const told: unknown[] = [];
    const check = shop.app.get(LedgerCheck, { strict: false });
    await check.run({ since: null, onDisagreement: (found) => void told.push(found) });
    expect(told).toMatchObject([{ code: 'charge_differs' }]);
    const unpaid = await fetch(url, post(INPUT));
    const { paymentRequired } = (await unpaid.json()) as {
      paymentRequired: { accepts: { scheme: string }[] };
    };
    expect(paymentRequired.accepts.map(({ scheme }) => scheme)).toEqual(['exact']);
    await shop.stop();
    await facilitator.goDown();
    await chain.stop();
  });
});
