import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentPayload } from '@x402/core/types';
import { type Address, type Hex, parseErc6492Signature, serializeErc6492Signature } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { RecoveryJob } from '../../src/modules/payments/calls/recovery.job.js';
import { connectAnvil, WALLET_FACTORY_ADDRESS } from '../../src/sandbox/chain/network.js';
import { FacilitatorStandIn } from '../payments/facilitator-stand-in.js';
import { HOSTILE_WALLETS } from '../payments/hostile-wallets.js';
import {
  byItsCode,
  delegatingAccount,
  type SigningWallet,
  SmartWallet,
} from '../payments/smart-wallet.js';
import { testServers } from '../setup/servers.js';
import { Buyer, readAnswer, send } from './buyer.js';
import { generations } from './claude.js';
import { Refunding } from './refunding.js';
import { RpcCounter } from './rpc-counter.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from './shop.js';

const INPUT = { topic: 'coins' };
const FUNDS = 1_000_000n;
/** Much less than nodes let one question run. */
const QUICKLY_MS = 3_000;

const { rpcUrl } = testServers().chain;
const anvil = connectAnvil(rpcUrl);
const newAddress = () => privateKeyToAccount(generatePrivateKey()).address;

/** Every kind of wallet that is no ordinary one, as its owner has it. */
const WALLETS: readonly (readonly [string, () => Promise<SigningWallet>])[] = [
  ['a contract (ERC-1271)', () => SmartWallet.deployed(rpcUrl)],
  ['a contract that is not deployed yet (ERC-6492)', () => SmartWallet.planned(rpcUrl)],
  ['an account that delegates, by its key (EIP-7702)', () => delegatingAccount(rpcUrl)],
  [
    'an account that delegates, by its code (EIP-7702)',
    async () => byItsCode(await delegatingAccount(rpcUrl)),
  ],
];

let shop: Shop;
let listing: Listing;
let node: RpcCounter;
beforeAll(async () => {
  node = await RpcCounter.start(rpcUrl);
  const RPC_URLS = `${NETWORK}=${node.url}`;
  shop = await openShop({ RPC_URLS, WALLET_FACTORIES: WALLET_FACTORY_ADDRESS });
  listing = await shop.publish();
});
beforeEach(() => {
  shop.claude.requests.length = 0;
});
afterAll(async () => {
  await shop.stop();
  await node.stop();
});

const ask = async (path: string, body: object) =>
  readAnswer(
    await fetch(`${shop.origin}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

/** A message to sign in with, and its signature. */
async function signIn(wallet: SigningWallet) {
  const { body } = await ask('/auth/nonce', {});
  const { nonce, domain, uri } = body as Record<'nonce' | 'domain' | 'uri', string>;
  const { address } = wallet;
  const terms = { version: '1', chainId: shop.chain.chainId, issuedAt: new Date() } as const;
  const message = createSiweMessage({ ...terms, address, nonce, domain, uri });
  return { message, signature: await wallet.signMessage({ message }) };
}

/** Puts a wallet with some money and that code on the chain; nobody has its key. */
async function contractOf(bytecode: Hex): Promise<Address> {
  const address = newAddress();
  await anvil.setCode({ address, bytecode });
  await shop.chain.fund(address, FUNDS, { wei: 0n });
  return address;
}

/** What an ordinary buyer signed, as if another wallet had signed it. */
async function paymentOf(payer: Address, signature: Hex): Promise<PaymentPayload> {
  const buyer = await Buyer.with(shop.chain, 0n);
  const payment = await buyer.sign(listing.url);
  const { authorization } = payment.payload as { authorization: object };
  return { ...payment, payload: { signature, authorization: { ...authorization, from: payer } } };
}

const claimsOf = (payer: string) =>
  shop.owner.query<unknown[]>(`SELECT FROM payment_claims WHERE payer = $1`, [payer]);

const facilitators = async () => {
  const { body } = await readAnswer(await fetch(`${shop.origin}/health/ready`));
  return (body['details'] as Record<string, unknown>)['facilitators'];
};

describe.each(WALLETS)('%s', (_, open) => {
  it('signs in, once for a nonce, and is the same user the next time', async () => {
    const wallet = await open();
    const signed = await signIn(wallet);
    const first = await ask('/auth/verify', signed);
    expect(first.status).toBe(200);
    expect(first.body['user']).toMatchObject({ walletAddress: wallet.address });
    const again = await ask('/auth/verify', signed);
    expect(again).toMatchObject({ status: 401, body: { reason: 'unknown_nonce' } });
    const next = await ask('/auth/verify', await signIn(wallet));
    expect(next.body['user']).toEqual(first.body['user']);
    const { refreshToken } = next.body as { refreshToken: string };
    expect((await ask('/auth/refresh', { refreshToken })).status).toBe(200);
  });

  it('buys with the unmodified client, pays once however often it sends, and asks for its money back', async () => {
    const wallet = await open();
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    expect(await buyer.buy(listing.url, INPUT)).toMatchObject({ status: 200 });
    expect(await buyer.balance()).toBe(FUNDS - PRICE);

    const payment = await buyer.sign(listing.url);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(listing.url, payment, INPUT)),
    );
    const [first, ...others] = answers;
    expect(first?.status).toBe(200);
    for (const { body } of others) expect(body).toEqual(first?.body);
    expect((await send(listing.url, payment, INPUT)).body).toEqual(first?.body);
    expect(generations(shop.claude.requests)).toHaveLength(2);
    expect(await buyer.balance()).toBe(FUNDS - 2n * PRICE);

    const { id } = (first?.body['receipt'] ?? {}) as { readonly id: string };
    const refunding = new Refunding(shop);
    expect(await refunding.request(buyer, id)).toMatchObject({ status: 201 });
    const stranger = await Buyer.with(shop.chain, 0n);
    const refused = await refunding.request(stranger, id);
    expect(refused).toMatchObject({ status: 403, body: { code: 'not_the_payer' } });
  });
});

describe('a wallet that its first payment deploys', () => {
  it('is on the chain then, and gets the same for the same payment', async () => {
    const wallet = await SmartWallet.planned(rpcUrl);
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    const payment = await buyer.sign(listing.url);
    const first = await send(listing.url, payment, INPUT);
    expect(first.status).toBe(200);
    expect(await wallet.isDeployed()).toBe(true);
    expect((await send(listing.url, payment, INPUT)).body).toEqual(first.body);
    expect(generations(shop.claude.requests)).toHaveLength(1);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
  });

  it('is not deployed for work that nobody delivers, nor for more than it has', async () => {
    const poor = await SmartWallet.planned(rpcUrl);
    const buyer = await Buyer.of(shop.chain, poor, PRICE - 1n);
    const answer = await send(listing.url, await buyer.sign(listing.url), INPUT);
    expect(answer).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
    expect(await poor.isDeployed()).toBe(false);
    expect(await claimsOf(poor.address)).toHaveLength(0);
  });
});

describe('a contract that did not sign', () => {
  it('is refused: its owner signed something else', async () => {
    const wallet = await SmartWallet.deployed(rpcUrl);
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    const [one, other] = [await buyer.sign(listing.url), await buyer.sign(listing.url)];
    const { signature } = other.payload as { signature: Hex };
    const forged = { ...one, payload: { ...one.payload, signature } };
    const answer = await send(listing.url, forged, INPUT);
    expect(answer).toMatchObject({ status: 402, body: { reason: 'invalid_signature' } });
    expect(await claimsOf(wallet.address)).toHaveLength(0);
    // The true one is as good as before.
    expect((await send(listing.url, one, INPUT)).status).toBe(200);
  });

  it('is refused to sign in and to ask for money back, whoever owns another contract', async () => {
    const [wallet, thief] = [await SmartWallet.deployed(rpcUrl), await SmartWallet.planned(rpcUrl)];
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    const receipt = await new Refunding(shop).buy(listing, buyer);
    const posing: SigningWallet = {
      address: wallet.address,
      signMessage: (parts) => thief.signMessage(parts),
      signTypedData: (parts) => thief.signTypedData(parts),
    };
    const answer = await ask('/auth/verify', await signIn(posing));
    expect(answer).toMatchObject({ status: 401, body: { reason: 'bad_signature' } });
    const pretender = await Buyer.of(shop.chain, posing, 0n);
    const asked = await new Refunding(shop).request(pretender, receipt);
    expect(asked).toMatchObject({ status: 403, body: { code: 'not_the_payer' } });
  });

  it.each(HOSTILE_WALLETS)(
    'as it %s is refused quickly, and no facilitator is blamed',
    async (_, code) => {
      const address = await contractOf(code);
      const signature: Hex = '0xabcd';
      const began = Date.now();
      for (let n = 0; n < 6; n += 1) {
        const answer = await send(listing.url, await paymentOf(address, signature), INPUT);
        expect(answer).toMatchObject({ status: 402, body: { reason: 'invalid_signature' } });
      }
      const wallet = {
        address,
        signMessage: async () => signature,
        signTypedData: async () => signature,
      };
      const signed = await ask('/auth/verify', await signIn(wallet));
      expect(signed).toMatchObject({ status: 401, body: { reason: 'bad_signature' } });
      expect(Date.now() - began).toBeLessThan(QUICKLY_MS);
      expect(await facilitators()).toMatchObject({ own: 'asked' });
      expect(await claimsOf(address)).toHaveLength(0);
      expect(generations(shop.claude.requests)).toHaveLength(0);
    },
  );

  it('when it is simulated, as it did before, is refused by the facilitator and charged nothing', async () => {
    // Says yes while it has little gas, which is when only it is asked.
    const twoFaced: Hex = '0x5a6208000010601757631626ba7e60e01b5f5260205ff35b5f5ffd';
    const address = await contractOf(twoFaced);
    const answer = await send(listing.url, await paymentOf(address, '0xabcd'), INPUT);
    expect(answer).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
    expect(await facilitators()).toMatchObject({ own: 'asked' });
  });
});

describe('a wallet of a factory', () => {
  const inner: Hex = '0xabcd';

  it('that is not on the operator’s list is refused, and the chain is asked nothing', async () => {
    const data: Hex = '0x1234';
    const signature = serializeErc6492Signature({ address: newAddress(), data, signature: inner });
    const payment = await paymentOf(newAddress(), signature);
    node.asked.length = 0;
    const answer = await send(listing.url, payment, INPUT);
    expect(answer).toMatchObject({
      status: 402,
      body: { reason: 'eip6492_factory_not_allowed', payment: 'not_charged' },
    });
    const wallet = { address: newAddress(), signMessage: async () => signature };
    const signed = await ask(
      '/auth/verify',
      await signIn({ ...wallet, signTypedData: async () => inner }),
    );
    expect(signed).toMatchObject({ status: 401, body: { reason: 'bad_signature' } });
    const asked = node.asked.filter(
      ({ method }) => method === 'eth_call' || method === 'eth_getCode',
    );
    expect(asked).toEqual([]);
  });

  it.each<[string, (good: Hex) => Hex]>([
    ['makes nothing of what it is told', () => '0x12345678'],
    ['makes another wallet', (good) => good.replace(/.$/, '1') as Hex],
  ])('that %s is refused, and nothing is deployed', async (_, change) => {
    const wallet = await SmartWallet.planned(rpcUrl);
    const buyer = await Buyer.of(shop.chain, wallet, FUNDS);
    const payment = await buyer.sign(listing.url);
    const { signature } = payment.payload as { signature: Hex };
    const parsed = parseErc6492Signature(signature);
    const forged = serializeErc6492Signature({
      address: WALLET_FACTORY_ADDRESS,
      data: change(parsed.data ?? '0x'),
      signature: parsed.signature,
    });
    const answer = await send(
      listing.url,
      { ...payment, payload: { ...payment.payload, signature: forged } },
      INPUT,
    );
    expect(answer).toMatchObject({ status: 402, body: { reason: 'invalid_signature' } });
    expect(await wallet.isDeployed()).toBe(false);
    expect(await facilitators()).toMatchObject({ own: 'asked' });
  });
});

describe('a contract wallet’s settlement whose outcome is lost', () => {
  let facilitator: FacilitatorStandIn;
  let own: Shop;
  beforeAll(async () => {
    facilitator = await FacilitatorStandIn.start(rpcUrl);
    own = await openShop({
      FACILITATOR_PRIVATE_KEY: undefined,
      FACILITATOR_URL: facilitator.url,
      WALLET_FACTORIES: WALLET_FACTORY_ADDRESS,
    });
  });
  afterEach(() => {
    facilitator.answer = facilitator.honest;
  });
  afterAll(async () => {
    await own.stop();
    await facilitator.goDown();
  });

  it.each([
    ['deployed', SmartWallet.deployed],
    ['not deployed yet', SmartWallet.planned],
  ])('is found on the chain, by a wallet that is %s: one run, one charge', async (_, open) => {
    const { url } = await own.publish();
    const buyer = await Buyer.of(own.chain, await open(rpcUrl), FUNDS);
    facilitator.answer = facilitator.settling(async (...asked) => {
      await facilitator.honest(...asked);
      return 'garbage';
    });
    const payment = await buyer.sign(url);
    const first = await send(url, payment, INPUT);
    await own.app.get(RecoveryJob, { strict: false }).run();
    const again = await send(url, payment, INPUT);
    expect(again.status).toBe(200);
    expect([200, 502]).toContain(first.status);
    expect(await buyer.balance()).toBe(FUNDS - PRICE);
    expect(generations(own.claude.requests)).toHaveLength(1);
    own.claude.requests.length = 0;
  });
});
