import type { EvmAsset, EvmChain } from '../../../../common/networks/index.js';

/** One token on one EVM chain: where it is, the EIP-712 domain buyers sign for, and the chain's pace. */
export interface EvmToken extends Pick<EvmChain, 'chainId' | 'blockSeconds' | 'confirmations'> {
  readonly address: `0x${string}`;
  readonly name: string;
  readonly version: string;
}

/** A token of a row of the table of chains. */
export function evmToken(
  { chainId, blockSeconds, confirmations }: EvmChain,
  { address, domain }: EvmAsset,
): EvmToken {
  return { chainId, blockSeconds, confirmations, address, ...domain };
}
