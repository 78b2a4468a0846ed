import { EVM_CHAINS, type EvmAsset, type EvmChain } from './evm-chains.js';
import { SOLANA_CHAINS } from './solana-chains.js';

/** A network on which dollar tokens with six decimals are paid, by all its names. */
export interface KnownNetwork {
  /** CAIP-2 id. */
  readonly id: `${string}:${string}`;
  readonly name: string;
  /** As x402 v1 names it; undefined where v1 has no name for it. */
  readonly v1Name: string | undefined;
  readonly isTestnet: boolean;
  /** The contracts or mints of its tokens; the first is the usual one. */
  readonly assets: readonly [string, ...string[]];
}

/** Every network that is known, also those that this server takes no payments on. */
export const KNOWN_NETWORKS: readonly KnownNetwork[] = [
  ...EVM_CHAINS.map(({ chainId, ...row }) => toKnown({ ...row, id: caip2(chainId) })),
  ...SOLANA_CHAINS.map(toKnown),
];

type Row = Omit<KnownNetwork, 'assets'> & Record<'assets', readonly { readonly address: string }[]>;

function toKnown({ id, name, v1Name, isTestnet, assets }: Row): KnownNetwork {
  const [first, ...others] = assets.map(({ address }) => address) as [string, ...string[]];
  return { id, name, v1Name, isTestnet, assets: [first, ...others] };
}

/** CAIP-2 id of an EVM chain. */
export function caip2(chainId: number): `eip155:${number}` {
  return `eip155:${chainId}`;
}

/** The row of an EVM chain, by its CAIP-2 id; undefined for one that is not known. */
export function findEvmChain(id: string): EvmChain | undefined {
  return EVM_CHAINS.find(({ chainId }) => id === caip2(chainId));
}

/** The token of a chain at `address`, in any case of letters; undefined for one that is not known. */
export function findEvmAsset(
  { assets }: Pick<EvmChain, 'assets'>,
  address: string,
): EvmAsset | undefined {
  return assets.find((asset) => asset.address.toLowerCase() === address.toLowerCase());
}

const [BASE] = EVM_CHAINS;

/** For examples in the documentation of the API: USDC on the first chain of the table. */
export const EXAMPLE_ASSET = BASE?.assets[0].address;
