import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseEther } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { GasWatch } from '../../src/modules/payments/facilitator/gas-watch.service.js';
import { connectAnvil } from '../../src/sandbox/chain/network.js';
import { Buyer, post, readAnswer, send } from './buyer.js';
import { answering, answeringAfter, Gate, generations, whenAsked } from './claude.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;

describe('a hot wallet that runs out of money for gas', () => {
  const key = generatePrivateKey();
  let shop: Shop;
  let listing: Listing;
  let buyer: Buyer;

  beforeAll(async () => {
    shop = await openShop({ FACILITATOR_PRIVATE_KEY: key });
    await hold(parseEther('1'));
    listing = await shop.publish();
  });
  beforeEach(async () => {
    buyer = await Buyer.with(shop.chain, FUNDS);
    shop.claude.requests.length = 0;
    await hold(parseEther('1'));
    await look();
  });
  afterAll(() => shop.stop());

  const hold = (value: bigint) =>
    connectAnvil(shop.chain.rpcUrl).setBalance({
      address: privateKeyToAccount(key).address,
      value,
    });
  /** As its timer does. */
  const look = () => shop.app.get(GasWatch).check();
  const ask = async () => readAnswer(await fetch(listing.url, post(INPUT)));

  async function readiness(): Promise<Record<string, unknown>> {
    const response = await fetch(`${shop.origin}/health/ready`);
    const { details } = (await response.json()) as { details: Record<string, object> };
    return (details['hotWallet'] as Record<string, Record<string, unknown>>)[NETWORK] ?? {};
  }

  it('shows how far its money goes, and warns before it is gone', async () => {
    expect(await readiness()).toMatchObject({ level: 'good' });
    const { balance, settlementsLeft } = await readiness();
    const perSettlement = BigInt(String(balance)) / BigInt(String(settlementsLeft));
    await hold(perSettlement * 20n);
    await look();
    expect(await readiness()).toMatchObject({ level: 'low' });
    expect(shop.log.some((line) => line.includes('needs money for gas'))).toBe(true);
    expect((await send(listing.url, await buyer.sign(listing.url), INPUT)).status).toBe(200);
  });

  it('sells nothing without it, before any claim or work, and again once it is there', async () => {
    const payment = await buyer.sign(listing.url);
    await hold(0n);
    await look();
    for (const refused of [await ask(), await send(listing.url, payment, INPUT)]) {
      expect(refused.status).toBe(503);
      expect(refused.body).toMatchObject({ code: 'payments_unavailable', payment: 'not_charged' });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await readiness()).toMatchObject({ level: 'empty', balance: '0' });
    const claims = await shop.owner.query(`SELECT FROM payment_claims WHERE payer = $1`, [
      buyer.wallet.address,
    ]);
    expect(claims).toHaveLength(0);
    expect(generations(shop.claude.requests)).toHaveLength(0);

    await hold(parseEther('1'));
    await look();
    expect((await ask()).status).toBe(402);
    expect((await send(listing.url, payment, INPUT)).status).toBe(200);
  });

  it('learns it from a settlement that it cannot pay; the result waits for the money', async () => {
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'Made once'));
    const payment = await buyer.sign(listing.url);
    const other = await Buyer.with(shop.chain);
    const signedBefore = await other.sign(listing.url);
    const call = send(listing.url, payment, INPUT);
    await whenAsked(shop.claude);
    await hold(1n);
    gate.open();
    const unsettled = await call;
    expect(unsettled.status).toBe(503);
    expect(unsettled.body).toMatchObject({ payment: 'not_charged', retryable: true });
    const next = await send(listing.url, signedBefore, INPUT);
    expect(next.body).toMatchObject({ code: 'payments_unavailable' });

    await hold(parseEther('1'));
    await look();
    shop.claude.answer(answering('Made twice'));
    const settled = await send(listing.url, payment, INPUT);
    expect(settled).toMatchObject({ status: 200, body: { response: 'Made once' } });
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });

  it('leaves results that were paid where they are', async () => {
    const payment = await buyer.sign(listing.url);
    const bought = await send(listing.url, payment, INPUT);
    await hold(0n);
    await look();
    expect((await send(listing.url, payment, INPUT)).body).toEqual(bought.body);
  });
});
