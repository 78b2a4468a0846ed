import { findEvmAsset, findEvmChain, KNOWN_NETWORKS } from '../../../common/networks/index.js';
import { formatUsdc } from '../../../common/money/index.js';

/** One way to pay that a challenge offers, as x402 writes it. */
export interface AskedPayment {
  readonly network: string;
  readonly asset: string;
  /** Atomic units. */
  readonly amount: string;
  readonly scheme?: string;
}

/** A network to pay on, for people. */
export interface AskedNetwork {
  /** CAIP-2. */
  readonly id: string;
  readonly name: string;
  readonly isTestnet: boolean;
  /** Where transactions are looked up: `<explorer>/tx/<hash>`; undefined for one that is not known. */
  readonly explorer?: string;
}

/** What a call costs and where it is paid, for people; read from the very challenge that buyers sign. */
export interface AskedPrice {
  /** `0.05 USDC`. */
  readonly price: string;
  /** What is paid for the first offer, in atomic units. */
  readonly amount: string;
  /** Whether programs can pay what a call used, and no more than that. */
  readonly isByUse: boolean;
  readonly networks: readonly AskedNetwork[];
}

/** What a challenge asks. @param accepts at least one */
export function askedPrice(accepts: readonly AskedPayment[]): AskedPrice {
  const prices = new Set(accepts.map(priceOf));
  const ids = [...new Set(accepts.map(({ network }) => network))];
  const amount = accepts[0]?.amount ?? '';
  const isByUse = accepts.some(({ scheme }) => scheme === 'upto');
  return { price: [...prices].join(' or '), amount, isByUse, networks: ids.map(namedNetwork) };
}

/** A network by the name that people know. */
export function namedNetwork(id: string): AskedNetwork {
  const known = KNOWN_NETWORKS.find((network) => network.id === id);
  const explorer = findEvmChain(id)?.explorer;
  const told = { id, name: known?.name ?? id, isTestnet: known?.isTestnet ?? false };
  return explorer === undefined ? told : { ...told, explorer };
}

function priceOf({ network, asset, amount }: AskedPayment): string {
  const chain = findEvmChain(network);
  const symbol = (chain && findEvmAsset(chain, asset)?.symbol) ?? 'USDC';
  return `${formatUsdc(BigInt(amount))} ${symbol}`;
}
