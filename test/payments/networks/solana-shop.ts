import { decodePaymentRequiredHeader, encodePaymentSignatureHeader } from '@x402/core/http';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { newKeyPair, solanaKey } from '../../../src/common/solana/index.js';
import {
  type SolanaWallet,
  solanaWallet,
} from '../../../src/modules/payments/networks/contract/solana-wallet.js';
import type { Environment } from '../../../src/common/config/index.js';
import { type LocalSolana, startSolana } from '../../../src/sandbox/solana/index.js';
import { testServers } from '../../setup/servers.js';
import { post, readAnswer } from '../../e2e/buyer.js';
import { type Listing, NETWORK, openShop, type Shop } from '../../e2e/shop.js';
import { startSolanaFacilitator } from './solana-facilitator.js';

export const FUNDS = 1_000_000n;

/** A shop that is paid on an EVM chain and on Solana. */
export interface SolanaShop {
  readonly shop: Shop;
  readonly solana: LocalSolana;
  readonly feePayer: string;
  /** A new creator, with a payout wallet on Solana. */
  open(changes?: Parameters<Shop['publish']>[0]): Promise<SolanaListing>;
  stop(): Promise<void>;
}

export interface SolanaListing extends Listing {
  readonly seller: SolanaWallet;
}

/** @param settles who settles: the server's own fee payer, or a facilitator behind a URL */
export async function openSolanaShop(
  settles: 'own fee payer' | 'facilitator',
  more: Environment = {},
): Promise<SolanaShop> {
  const solana = await startSolana();
  const own = newKeyPair();
  const { address: ownAddress } = solanaKey(own);
  await solana.giveSol(ownAddress);
  const remote = settles === 'facilitator' ? await startSolanaFacilitator(solana) : undefined;
  const settler: Environment =
    remote === undefined
      ? { SOLANA_FEE_PAYER_KEY: own }
      : { FACILITATOR_URL: `${solana.network}=${remote.url}` };
  const shop = await openShop({
    NETWORKS: `${NETWORK},${solana.network}`,
    RPC_URLS: `${NETWORK}=${testServers().chain.rpcUrl},${solana.network}=${solana.rpcUrl}`,
    ...settler,
    ...more,
  });
  return {
    shop,
    solana,
    feePayer: remote?.feePayer ?? ownAddress,
    open: async (changes) => {
      const listing = await shop.publish(changes);
      const seller = await newSolanaWallet(solana, 0n);
      const payout = { address: seller.address };
      await listing.creator.send('PUT', `/me/payout-wallets/${solana.network}`, payout);
      return { ...listing, seller };
    },
    stop: async () => {
      await shop.stop();
      await remote?.stop();
      await solana.stop();
    },
  };
}

/** A wallet with test USDC, and without SOL. */
export async function newSolanaWallet(
  solana: LocalSolana,
  usdc: bigint = FUNDS,
): Promise<SolanaWallet> {
  const wallet = await solanaWallet(solana);
  await solana.fund(wallet.address, usdc);
  return wallet;
}

/** What a call of the resource costs on Solana. */
export async function solanaOffer(url: string, network: string): Promise<PaymentRequirements> {
  const unpaid = await fetch(url, post({}));
  const { accepts } = decodePaymentRequiredHeader(unpaid.headers.get('payment-required') ?? '');
  const offer = accepts.find((each) => each.network === network);
  if (offer === undefined) throw new Error(`nothing is asked for on ${network}`);
  return offer;
}

/** A payment for one call, signed as stock buyers do. */
export async function signFor(
  wallet: SolanaWallet,
  { url }: Pick<Listing, 'url'>,
  network: string,
): Promise<PaymentPayload> {
  const accepted = await solanaOffer(url, network);
  return { x402Version: 2, accepted, payload: await wallet.pay(accepted) };
}

/** Sends a payment, and waits for what was bought. */
export async function pay(
  url: string,
  payment: PaymentPayload,
  input: object = { topic: 'coins' },
) {
  const call = post(input);
  const headers = { prefer: 'wait=60', 'payment-signature': encodePaymentSignatureHeader(payment) };
  return readAnswer(await fetch(url, { ...call, headers: { ...call.headers, ...headers } }));
}
