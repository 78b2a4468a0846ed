import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import { startEndpoint } from '../../e2e/endpoint.js';
import { post } from '../../e2e/buyer.js';
import { NETWORK, openReplica, PRICE } from '../../e2e/shop.js';
import { newKeyPair } from '../../../src/common/solana/index.js';
import {
  solanaWallet,
  transferTokens,
} from '../../../src/modules/payments/networks/contract/solana-wallet.js';
import {
  FUNDS,
  newSolanaWallet,
  openSolanaShop,
  pay,
  signFor,
  type SolanaListing,
  type SolanaShop,
} from './solana-shop.js';

/** How long the server waits for a confirmation in these tests. */
const TIMEOUT_MS = 1_500;

async function networksOffered(url: string): Promise<string[]> {
  const unpaid = await fetch(url, post({}));
  const header = unpaid.headers.get('payment-required');
  return header === null
    ? []
    : decodePaymentRequiredHeader(header).accepts.map(({ network }) => network);
}

async function until<T>(look: () => Promise<T>, isDone: (seen: T) => boolean): Promise<T> {
  for (let left = 120; ; left -= 1) {
    const seen = await look();
    if (isDone(seen) || left === 0) return seen;
    await sleep(250);
  }
}

describe.each(['own fee payer', 'facilitator'] as const)('on Solana with its %s', (settles) => {
  let ground: SolanaShop;
  let listing: SolanaListing;
  let network: SolanaShop['solana']['network'];

  beforeAll(async () => {
    ground = await openSolanaShop(settles, { FACILITATOR_TIMEOUT_MS: `${TIMEOUT_MS}` });
    listing = await ground.open();
    ({ network } = ground.solana);
  });
  afterAll(() => ground.stop());

  const wallet = () => newSolanaWallet(ground.solana);
  const charged = async ({ address }: { readonly address: string }) =>
    FUNDS - (await ground.solana.usdcBalance(address));
  const claimOf = async ({ address }: { readonly address: string }) => {
    const rows: unknown[] = await ground.shop.owner.query(
      `SELECT status, policy, transaction FROM payment_claims WHERE payer = $1`,
      [address],
    );
    expect(rows).toHaveLength(1);
    return rows[0] as { status: string; policy: string; transaction: string | null };
  };

  it('two replicas give one payment one result and move its money once', async () => {
    const second = await openReplica(ground.shop);
    const buyer = await wallet();
    const payment = await signFor(buyer, listing, network);
    ground.shop.claude.requests.length = 0;
    const elsewhere = second.origin + new URL(listing.url).pathname;
    await until(
      () => networksOffered(elsewhere),
      (all) => all.includes(network),
    );
    const answers = await Promise.all(
      [listing.url, elsewhere, listing.url, elsewhere].map((url) => pay(url, payment)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body['response'])).size).toBe(1);
    const asked = ground.shop.claude.requests.filter(({ url }) => url.startsWith('/v1/messages'));
    expect(asked).toHaveLength(1);
    expect(await charged(buyer)).toBe(PRICE);
    await second.app.close();
  });

  it('work that may outlive the payment is paid first', async () => {
    const buyer = await wallet();
    await pay(listing.url, await signFor(buyer, listing, network));
    expect(await claimOf(buyer)).toMatchObject({ status: 'settled', policy: 'before_execution' });
  });

  it('finds out what became of a payment whose answer was lost', async () => {
    const buyer = await wallet();
    const payment = await signFor(buyer, listing, network);
    await ground.solana.ask('local_hold');
    const lost = await pay(listing.url, payment);
    expect(lost).toMatchObject({ status: 502, body: { payment: 'unknown' } });
    const before = await claimOf(buyer);
    expect(before.status).toBe('unknown');
    if (settles === 'own fee payer') expect(before.transaction).not.toBeNull();
    await ground.solana.ask('local_release');
    const found = await until(
      () => pay(listing.url, payment),
      ({ status }) => status === 200,
    );
    expect(found).toMatchObject({ status: 200 });
    const after = await claimOf(buyer);
    expect(after.status).toBe('settled');
    if (settles === 'own fee payer') expect(after.transaction).toBe(before.transaction);
    expect(await charged(buyer)).toBe(PRICE);
  });

  it('gives a payment back that was sent and died with its block, and charges nothing', async () => {
    const buyer = await wallet();
    const payment = await signFor(buyer, listing, network);
    await ground.solana.ask('local_hold');
    expect(await pay(listing.url, payment)).toMatchObject({ body: { payment: 'unknown' } });
    await ground.solana.ask('local_expire');
    await ground.solana.ask('local_release');
    const told = await until(
      () => pay(listing.url, payment),
      ({ body }) => body['payment'] !== 'unknown',
    );
    expect(told).toMatchObject({ body: { payment: 'not_charged' } });
    expect((await claimOf(buyer)).status).toBe('released');
    expect(await charged(buyer)).toBe(0n);
    const again = await pay(listing.url, await signFor(buyer, listing, network));
    expect(again).toMatchObject({ status: 200 });
  });
});

describe('a creator on Solana', () => {
  let ground: SolanaShop;
  let network: string;

  beforeAll(async () => {
    ground = await openSolanaShop('own fee payer');
    ({ network } = ground.solana);
  });
  afterAll(() => ground.stop());

  it('is told that a wallet needs an account for USDC, and is paid there once it has one', async () => {
    const { creator, url } = await ground.shop.publish();
    const seller = await solanaWallet(ground.solana);
    const put = () =>
      creator.send('PUT', `/me/payout-wallets/${network}`, { address: seller.address });
    await expect(put()).rejects.toThrow(
      `must have an account for USDC (mint ${ground.solana.usdc})`,
    );
    expect(await networksOffered(url)).toEqual([NETWORK]);
    await ground.solana.fund(seller.address, 0n);
    expect(await put()).toMatchObject({ network, address: seller.address });
    expect(await networksOffered(url)).toEqual([NETWORK, network]);
    const address = `0x${'12'.repeat(20)}`;
    const foreign = creator.send('PUT', `/me/payout-wallets/${network}`, { address });
    await expect(foreign).rejects.toThrow('must be an address of Solana');
  });

  it('is left unpaid by a wallet that was emptied while the work went on, and works for it no more unpaid', async () => {
    const endpoint = await startEndpoint();
    const own = await openSolanaShop('own fee payer', { EGRESS_ALLOW: endpoint.host });
    try {
      const config = { url: `${endpoint.origin}/weather`, methods: ['POST'], timeoutMs: 5_000 };
      const listing = await own.open({ type: 'proxy', slug: 'weather', config });
      const buyer = await newSolanaWallet(own.solana);
      await own.solana.giveSol(buyer.address);
      const elsewhere = await newSolanaWallet(own.solana, 0n);
      endpoint.answer(async (response) => {
        await transferTokens(own.solana, buyer, elsewhere.address, own.solana.usdc, FUNDS);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"rain": true}');
      });
      const payment = await signFor(buyer, listing, own.solana.network);
      const answer = await pay(listing.url, payment);
      expect(answer).toMatchObject({ status: 402, body: { payment: 'not_charged' } });
      expect(JSON.stringify(answer.body)).not.toContain('rain');
      const [claim] = await own.shop.owner.query(
        `SELECT policy, unpaid_at FROM payment_claims WHERE payer = $1`,
        [buyer.address],
      );
      expect(claim).toMatchObject({ policy: 'after_execution', unpaid_at: expect.any(Date) });
    } finally {
      endpoint.stop();
      await own.stop();
    }
  });
});

describe('a server that could not settle on Solana', () => {
  it('does not offer it while its fee payer has no SOL, and never tells its key', async () => {
    const secret = newKeyPair();
    const ground = await openSolanaShop('own fee payer', { SOLANA_FEE_PAYER_KEY: secret });
    const { shop, solana } = ground;
    try {
      const listing = await ground.open();
      await until(
        () => networksOffered(listing.url),
        (all) => !all.includes(solana.network),
      );
      expect(await networksOffered(listing.url)).toEqual([NETWORK]);
      const health = await (await fetch(`${shop.origin}/health/ready`)).text();
      expect(health).toContain('"empty"');
      expect(shop.log.join('') + health).not.toContain(secret);
    } finally {
      await ground.stop();
    }
  });

  it('does not offer it while no facilitator says who pays the fees', async () => {
    const ground = await openSolanaShop('own fee payer', {
      SOLANA_FEE_PAYER_KEY: undefined,
      FACILITATOR_URL: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1=http://127.0.0.1:1',
    });
    try {
      const listing = await ground.open();
      expect(await networksOffered(listing.url)).toEqual([NETWORK]);
    } finally {
      await ground.stop();
    }
  });
});
