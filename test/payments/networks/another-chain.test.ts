import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { decodePaymentRequiredHeader, decodePaymentResponseHeader } from '@x402/core/http';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { caip2, EVM_CHAINS, type EvmChain } from '../../../src/common/networks/index.js';
import {
  type NetworkFamily,
  openEvmChain,
  ProvidesNetworks,
} from '../../../src/modules/payments/index.js';
import { connectChain, type LocalChain, startChain } from '../../../src/sandbox/chain/index.js';
import { describeNetworkFamily, evmGround } from '../../../src/contract-suites.js';
import { Buyer, post } from '../../e2e/buyer.js';
import { type Listing, NETWORK, openShop, PRICE, type Shop } from '../../e2e/shop.js';
import { testServers } from '../../setup/servers.js';

/** A chain that stands in no table: a private one. */
const PRIVATE: EvmChain = {
  chainId: 777_000_777,
  name: 'House Chain',
  v1Name: undefined,
  isTestnet: true,
  explorer: 'https://explorer.house.example',
  blockSeconds: 1,
  confirmations: 300,
  assets: [
    {
      symbol: 'HUSD',
      address: '0x7770000000000000000000000000000000000777',
      decimals: 6,
      domain: { name: 'House Dollar', version: '1' },
    },
  ],
};

/** All that somebody writes for a private chain: its row, and who opens it. */
@ProvidesNetworks()
@Injectable()
class PrivateChain implements NetworkFamily {
  readonly known = [caip2(PRIVATE.chainId)];

  open(id: string, rpcUrl: string) {
    return this.known.some((known) => known === id) ? openEvmChain(PRIVATE, rpcUrl) : undefined;
  }
}

@Module({ providers: [PrivateChain] })
class PrivateChainModule {}

/** Rows that nothing else in the product or its tests names. */
const rows = EVM_CHAINS.filter(({ chainId }) => chainId === 143 || chainId === 11_142_220);

const chains: [name: string, row: EvmChain, modules: DynamicModule[]][] = [
  ...rows.map((row): (typeof chains)[number] => [`a row, ${row.name}`, row, []]),
  ['a private chain', PRIVATE, [{ module: PrivateChainModule }]],
];

describeNetworkFamily('eip155, a private chain', evmGround(PRIVATE, new PrivateChain()));

describe.each(chains)('%s', (_name, row, modules) => {
  const id = caip2(row.chainId);
  let chain: LocalChain;
  let shop: Shop;
  let listing: Listing;

  beforeAll(async () => {
    chain = await startChain({ looksLike: row });
    const key = generatePrivateKey();
    const shared = connectChain(testServers().chain.rpcUrl);
    for (const each of [chain, shared]) await each.fund(privateKeyToAccount(key).address, 0n);
    const settings = {
      NETWORKS: `${NETWORK},${id}`,
      RPC_URLS: `${NETWORK}=${shared.rpcUrl},${id}=${chain.rpcUrl}`,
      FACILITATOR_PRIVATE_KEY: key,
    };
    shop = await openShop(settings, modules);
    listing = await shop.publish();
  });
  afterAll(async () => {
    await shop.stop();
    await chain.stop();
  });

  it('is all that a network takes: it is offered beside the others', async () => {
    const unpaid = await fetch(listing.url, post({}));
    const { accepts } = decodePaymentRequiredHeader(unpaid.headers.get('payment-required') ?? '');
    const { address: asset, domain } = row.assets[0];
    expect(accepts).toMatchObject([
      { network: NETWORK },
      { scheme: 'exact', network: id, asset, payTo: listing.payTo, extra: domain },
    ]);
    const { accepts: v1 = [] } = (await unpaid.json()) as { accepts?: { network: string }[] };
    const names = v1.map(({ network }) => network);
    expect(names).toEqual(
      row.v1Name === undefined ? ['base-sepolia'] : ['base-sepolia', row.v1Name],
    );
  });

  it('is paid on, and read, without another line', async () => {
    const wallet = privateKeyToAccount(generatePrivateKey());
    await chain.fund(wallet.address, 2n * PRICE, { wei: 0n });
    const client = new ExactEvmScheme(wallet);
    const pay = wrapFetchWithPaymentFromConfig(fetch, {
      schemes: [{ network: id, client }],
      // Stock clients refuse tokens that are in no table of theirs, unless told otherwise.
      spendControls: { allowedAssets: true },
    });
    const answer = await pay(listing.url, post({ topic: 'coins' }));
    expect(answer.status).toBe(200);
    const settled = decodePaymentResponseHeader(answer.headers.get('payment-response') ?? '');
    expect(settled).toMatchObject({ success: true, network: id, payer: wallet.address });
    expect(await chain.usdcBalance(wallet.address)).toBe(PRICE);
    expect(await chain.usdcBalance(listing.payTo)).toBe(PRICE);
  });

  it('leaves the other network as it was', async () => {
    const buyer = await Buyer.with(shop.chain);
    expect(await buyer.buy(listing.url, { topic: 'coins' })).toMatchObject({ status: 200 });
  });
});
