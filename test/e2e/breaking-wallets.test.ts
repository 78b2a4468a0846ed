import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { type Hex, parseErc6492Signature } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import {
  connectAnvil,
  USDC_ADDRESS,
  WALLET_FACTORY_ADDRESS,
} from '../../src/sandbox/chain/network.js';
import { HOSTILE_WALLETS } from '../payments/hostile-wallets.js';
import { SmartWallet } from '../payments/smart-wallet.js';
import { testServers } from '../setup/servers.js';
import { Buyer, readAnswer, send } from './buyer.js';
import { answering, answeringAfter, Gate, generations, whenAsked } from './claude.js';
import { type Listing, openShop, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
/** How long an address without code is remembered as one. */
const FORGOTTEN_MS = 1_100;

const { rpcUrl } = testServers().chain;
const anvil = connectAnvil(rpcUrl);

let shop: Shop;
let listing: Listing;
beforeAll(async () => {
  shop = await openShop({ WALLET_FACTORIES: WALLET_FACTORY_ADDRESS });
  listing = await shop.publish();
});
beforeEach(() => {
  shop.claude.requests.length = 0;
});
afterAll(() => shop.stop());

const facilitators = async () => {
  const { body } = await readAnswer(await fetch(`${shop.origin}/health/ready`));
  return (body['details'] as Record<string, unknown>)['facilitators'];
};

/** How many transactions the hot wallet has sent. */
const sent = () => {
  const { address } = privateKeyToAccount(shop.environment['FACILITATOR_PRIVATE_KEY'] as Hex);
  return anvil.getTransactionCount({ address });
};

/** Whether that wallet is known to have left work unpaid. */
async function leftUnpaid(payer: string): Promise<boolean> {
  const text = `SELECT FROM payment_claims WHERE payer = $1 AND unpaid_at IS NOT NULL`;
  return (await shop.owner.query<unknown[]>(text, [payer])).length > 0;
}

/** The same payment with the signature as a deployed wallet writes it. */
function unwrapped(payment: PaymentPayload): PaymentPayload {
  const { signature } = parseErc6492Signature((payment.payload as { signature: Hex }).signature);
  return { ...payment, payload: { ...payment.payload, signature } };
}

/** In a form that no key signs in. */
const signAnything = async (): Promise<Hex> => '0xabcd';

describe('an account that signs with its key, and whose code', () => {
  it.each(HOSTILE_WALLETS)(
    '%s is refused and charged nothing, and no facilitator is blamed',
    async (_, bytecode) => {
      const buyer = await Buyer.with(shop.chain, FUNDS);
      await anvil.setCode({ address: buyer.wallet.address, bytecode });
      for (let n = 0; n < 6; n += 1) {
        const answer = await send(listing.url, await buyer.sign(listing.url), INPUT);
        expect(answer).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
      }
      expect(await facilitators()).toMatchObject({ own: 'asked' });
      expect(await buyer.balance()).toBe(FUNDS);
      expect(generations(shop.claude.requests)).toHaveLength(0);
    },
  );
});

describe('a wallet that says yes to a simulation and no to the transaction', () => {
  it('makes the hot wallet pay for one transaction, and gets no other work', async () => {
    // GASPRICE ISZERO: nobody pays for a question.
    const bytecode: Hex = '0x3a156008575f5ffd5b631626ba7e60e01b5f5260205ff3';
    const { address } = privateKeyToAccount(generatePrivateKey());
    await anvil.setCode({ address, bytecode });
    const wallet = { address, signTypedData: signAnything, signMessage: signAnything };
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    const before = await sent();
    const first = await send(listing.url, await buyer.sign(listing.url), INPUT);
    expect(first).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
    expect(await sent()).toBe(before + 1);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await leftUnpaid(address)).toBe(true);

    for (let n = 0; n < 3; n += 1) {
      const next = await send(listing.url, await buyer.sign(listing.url), INPUT);
      expect(next).toMatchObject({
        status: 402,
        body: { payment: 'not_charged', reason: 'payer_reverted_settlement', retryable: true },
      });
    }
    expect(await sent()).toBe(before + 1);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS);
  });
});

describe('a wallet that takes its signature back while the work runs', () => {
  const yes: Hex = '0x631626ba7e60e01b5f5260205ff3';
  // CALLER EQ: no to the token alone, yes to everybody else.
  const noToTheToken: Hex = `0x3373${USDC_ADDRESS.slice(2)}14602857631626ba7e60e01b5f5260205ff35b5f5ffd`;

  it.each([
    ['before everybody', '0x5f5ffd' as Hex],
    ['before the token alone', noToTheToken],
  ])('%s is charged nothing, costs no gas, and pays first from then on', async (_, bytecode) => {
    const { address } = privateKeyToAccount(generatePrivateKey());
    await anvil.setCode({ address, bytecode: yes });
    const wallet = { address, signTypedData: signAnything, signMessage: signAnything };
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    const gate = new Gate();
    shop.claude.answer(answeringAfter(gate.opened, 'A haiku about coins'));
    const before = await sent();
    const answer = send(listing.url, await buyer.sign(listing.url), INPUT);
    await whenAsked(shop.claude);
    await anvil.setCode({ address, bytecode });
    gate.open();
    expect(await answer).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
    shop.claude.answer(answering('A haiku about coins'));
    expect(await sent()).toBe(before);
    expect(await leftUnpaid(address)).toBe(true);
    expect(await buyer.balance()).toBe(FUNDS);
  });
});

describe('a wallet that is not there yet', () => {
  it('is not made for a price below what that costs; once it is there it pays that too', async () => {
    const { url } = await shop.publish({ price: '0.01' });
    const wallet = await SmartWallet.planned(rpcUrl);
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    const payment = await buyer.sign(url);
    const before = await sent();
    expect(await send(url, payment, INPUT)).toMatchObject({
      status: 402,
      body: { reason: 'eip6492_price_too_low', payment: 'not_charged' },
    });
    expect(await wallet.isDeployed()).toBe(false);
    expect(await sent()).toBe(before);
    await wallet.deploy();
    expect(await send(url, payment, INPUT)).toMatchObject({ status: 200 });
  });

  it('is heard again as soon as it is there, also when it was refused before', async () => {
    const wallet = await SmartWallet.planned(rpcUrl);
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    const payment = unwrapped(await buyer.sign(listing.url));
    expect(await send(listing.url, payment, INPUT)).toMatchObject({
      status: 402,
      body: { reason: 'invalid_signature' },
    });
    await wallet.deploy();
    await sleep(FORGOTTEN_MS);
    expect(await send(listing.url, payment, INPUT)).toMatchObject({ status: 200 });
  });
});
