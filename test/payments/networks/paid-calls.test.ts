import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import type { PaymentPayload, PaymentRequired, PaymentRequirements } from '@x402/core/types';
import { Buyer, post, readAnswer, send } from '../../e2e/buyer.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../../e2e/shop.js';
import { callsStatement } from '../../../src/modules/payments/calls/calls-statement.js';
import { requestStatement } from '../../../src/modules/payments/refunds/request-statement.js';
import { testServers } from '../../setup/servers.js';
import { GOLD, MemoryChain, MemoryWallet, SILVER } from './memory-chain.js';
import { startMemoryFacilitator } from './memory-facilitator.js';
import { MemoryModule } from './memory-family.js';
import { MEMORY, statementText } from './memory-network.js';

const SERVER = 'http://shop.example';
const NODE = `http://${randomUUID()}.invalid/`;
const now = () => Math.floor(Date.now() / 1000);

describe('a shop with a second family of networks', () => {
  const chain = MemoryChain.at(NODE, MEMORY);
  let facilitator: Awaited<ReturnType<typeof startMemoryFacilitator>>;
  let shop: Shop;
  let listing: Listing;
  let seller: MemoryWallet;
  let buyer: MemoryWallet;

  beforeAll(async () => {
    facilitator = await startMemoryFacilitator(chain);
    const settings = {
      NETWORKS: `${NETWORK},${MEMORY}`,
      RPC_URLS: `${NETWORK}=${testServers().chain.rpcUrl},${MEMORY}=${NODE}`,
      // Beside the hot key of the shop, which serves EVM chains.
      FACILITATOR_URL: `${MEMORY}=${facilitator.url}`,
    };
    shop = await openShop(settings, [{ module: MemoryModule }]);
    seller = new MemoryWallet();
    buyer = new MemoryWallet();
    for (const asset of [GOLD, SILVER]) chain.mint(asset, buyer.address, 10n * PRICE);
    listing = await shop.publish();
    const payout = { address: seller.address };
    await listing.creator.send('PUT', `/me/payout-wallets/${MEMORY}`, payout);
  });
  afterAll(async () => {
    await shop.stop();
    await facilitator.stop();
  });

  async function challenge(): Promise<PaymentRequired> {
    const unpaid = await fetch(listing.url, post({}));
    return decodePaymentRequiredHeader(unpaid.headers.get('payment-required') ?? '');
  }
  async function asked(asset = GOLD): Promise<PaymentRequirements> {
    const offers = (await challenge()).accepts.filter(({ network }) => network === MEMORY);
    const offer = offers.find((each) => each.asset === asset);
    if (offer === undefined) throw new Error(`${asset} is not asked for`);
    return offer;
  }
  /** Signs as buyers of this family do. */
  function pay({
    network,
    asset,
    amount,
    payTo,
    extra,
  }: PaymentRequirements): PaymentPayload['payload'] {
    const recentBlock = String(extra?.['recentBlock']);
    const terms = { network, asset, amount, to: payTo, recentBlock };
    return { ...buyer.order({ ...terms, validBefore: now() + 300 }) };
  }
  async function buy(asset = GOLD) {
    const accepted = await asked(asset);
    const payment = { x402Version: 2, accepted, payload: pay(accepted) };
    return { payment, answer: await send(listing.url, payment, { topic: 'coins' }) };
  }

  it('tells anybody on which networks one can pay, and with what', async () => {
    const answer = await fetch(`${shop.origin}/api/v1/networks`);
    const { items } = (await answer.json()) as { items: readonly object[] };
    expect(items).toEqual([
      {
        id: NETWORK,
        name: 'Base Sepolia',
        isTestnet: true,
        v1Name: 'base-sepolia',
        tokens: [{ symbol: 'USDC', asset: '0x036CbD53842c5426634e7929541eC2318f3dCF7e' }],
        transactionUrl: 'https://sepolia.basescan.org/tx/{transaction}',
      },
      {
        id: MEMORY,
        name: 'Memory',
        isTestnet: true,
        v1Name: null,
        tokens: [
          { symbol: 'GOLD', asset: GOLD },
          { symbol: 'SILVER', asset: SILVER },
        ],
        transactionUrl: null,
      },
    ]);
  });

  it('offers every way to pay on every network, the second family’s in its order', async () => {
    const { accepts } = await challenge();
    expect(accepts.map(({ network }) => network)).toEqual([NETWORK, MEMORY, MEMORY]);
    expect(accepts.slice(1)).toMatchObject([
      { scheme: 'exact', asset: GOLD, amount: `${PRICE}`, payTo: seller.address },
      { scheme: 'exact', asset: SILVER, amount: `${PRICE}`, payTo: seller.address },
    ]);
    const body = (await readAnswer(await fetch(listing.url, post({})))).body;
    const v1 = body['accepts'] as { network: string }[];
    expect(v1.map(({ network }) => network)).toEqual(['base-sepolia']);
  });

  it('puts what a network adds into each challenge anew, header and body alike', async () => {
    const first = await asked();
    expect(first.extra).toMatchObject({ recentBlock: chain.head.hash });
    chain.transfer(GOLD, buyer.address, new MemoryWallet().address, 0n);
    const answer = await fetch(listing.url, post({}));
    const header = decodePaymentRequiredHeader(answer.headers.get('payment-required') ?? '');
    const { paymentRequired } = (await answer.json()) as { paymentRequired: PaymentRequired };
    expect(paymentRequired).toEqual(header);
    const [, second, third] = header.accepts;
    expect(second?.extra).toMatchObject({ recentBlock: chain.head.hash });
    expect(second?.extra['recentBlock']).not.toBe(first.extra['recentBlock']);
    expect(third?.extra['recentBlock']).toBe(chain.head.hash);
    const keys = header.accepts.map(({ extra }) => extra['retryKey']);
    expect(new Set(keys).size).toBe(1);
    expect(header.accepts[0]?.extra).not.toHaveProperty('recentBlock');
    expect(keys[0]).not.toBe(first.extra['retryKey']);
  });

  it.each([GOLD, SILVER])(
    'sells a call for %s, from the challenge to the receipt',
    async (asset) => {
      const [before, earned] = [
        chain.balance(asset, buyer.address),
        chain.balance(asset, seller.address),
      ];
      const { payment, answer } = await buy(asset);
      expect(answer).toMatchObject({ status: 200 });
      expect(chain.balance(asset, buyer.address)).toBe(before - PRICE);
      expect(chain.balance(asset, seller.address)).toBe(earned + PRICE);

      const settled = decodePaymentResponseHeader(answer.headers.get('payment-response') ?? '');
      expect(settled).toMatchObject({ success: true, network: MEMORY, payer: buyer.address });
      expect(chain.find(settled.transaction)?.transfers).toMatchObject([{ asset, amount: PRICE }]);
      const receipt = answer.body['receipt'] as { id: string };
      expect(receipt).toMatchObject({
        network: MEMORY,
        asset,
        payer: buyer.address,
        payTo: seller.address,
        transaction: settled.transaction,
      });
      const [claim] = await shop.owner.query(
        `SELECT c.status, c.asset, s.transaction, s.asset AS settled FROM payment_claims c
        JOIN settlements s ON s.claim_id = c.id WHERE c.id = $1`,
        [receipt.id],
      );
      const { transaction } = settled;
      expect(claim).toEqual({ status: 'settled', asset, transaction, settled: asset });

      const again = await send(listing.url, payment, { topic: 'coins' });
      expect(again).toMatchObject({ status: 200, body: { response: answer.body['response'] } });
      expect(chain.balance(asset, buyer.address)).toBe(before - PRICE);
    },
  );

  it('still sells on the first family', async () => {
    const other = await Buyer.with(shop.chain);
    expect(await other.buy(listing.url, { topic: 'coins' })).toMatchObject({ status: 200 });
    expect(await other.balance()).toBe(1_000_000n - PRICE);
  });

  it('takes no payment that somebody else signed, nor one for another token', async () => {
    const accepted = await asked(GOLD);
    const silver = await asked(SILVER);
    const forged = { ...pay(accepted), signature: buyer.say('something else') };
    for (const [payload, reason] of [
      [forged, 'invalid_signature'],
      [pay(silver), 'invalid_payload'],
    ] as const) {
      const refused = await send(
        listing.url,
        { x402Version: 2, accepted, payload },
        { topic: 'x' },
      );
      expect(refused).toMatchObject({ status: 402, body: { reason, payment: 'not_charged' } });
    }
  });

  it('gives payers their calls back for a statement in the family’s own form', async () => {
    const { answer } = await buy();
    const issuedAt = now();
    const signature = buyer.say(statementText(callsStatement({ server: SERVER, issuedAt })));
    const find = async (changes: object) =>
      readAnswer(
        await fetch(
          `${shop.origin}/api/v1/calls/find`,
          post({ network: MEMORY, payer: buyer.address, issuedAt, signature, ...changes }),
        ),
      );
    const { id } = answer.body['receipt'] as { id: string };
    expect((await find({})).body['items']).toContainEqual(expect.objectContaining({ id }));
    expect(await find({ issuedAt: issuedAt - 1 })).toMatchObject({ status: 403 });
    expect(await find({ signature: `0x${'5a'.repeat(65)}` })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'signature', message: 'must be 86 characters of base64url' }] },
    });
  });

  it('lets a creator show that a wallet of the family is theirs, and give money back from it', async () => {
    const { answer } = await buy(SILVER);
    const { id: receiptId } = answer.body['receipt'] as { id: string };
    const terms = { receiptId, reason: 'It does not scan', issuedAt: now() };
    const signature = buyer.say(statementText(requestStatement(terms)));
    const asking = await fetch(`${shop.origin}/api/v1/refunds`, post({ ...terms, signature }));
    const { id } = (await asking.json()) as { id: string };
    const { creator } = listing;
    await creator.send('POST', `/refunds/${id}/approve`, {});
    const gift = chain.transfer(GOLD, seller.address, buyer.address, PRICE);
    const transaction = chain.transfer(SILVER, seller.address, buyer.address, PRICE);
    const report = (reported: string) =>
      creator.send<object>('POST', `/refunds/${id}/payment`, { transaction: reported });
    await expect(report(transaction)).rejects.toThrow('sender_unproven');

    const wallets = '/me/payout-wallets';
    const { message } = await creator.send<{ message: string }>('POST', `${wallets}/challenge`, {
      address: seller.address,
    });
    const shown = { message, signature: buyer.say(message) };
    await expect(creator.send('POST', `${wallets}/verify`, shown)).rejects.toThrow('bad_signature');
    const proven = { message, signature: seller.say(message) };
    expect(await creator.send('POST', `${wallets}/verify`, proven)).toMatchObject({
      address: seller.address,
    });
    await expect(report(gift)).rejects.toThrow('asset_not_transferred');
    await expect(report(`0x${'7c'.repeat(32)}`)).rejects.toThrow('must be 64 hexadecimal digits');
    expect(await report(transaction)).toMatchObject({ status: 'paid', transaction });
  });

  it('refuses a payout wallet of another family', async () => {
    const address = `0x${'12'.repeat(20)}`;
    const put = listing.creator.send('PUT', `/me/payout-wallets/${MEMORY}`, { address });
    await expect(put).rejects.toThrow('must be M and 64 hexadecimal digits in capitals');
  });
});
