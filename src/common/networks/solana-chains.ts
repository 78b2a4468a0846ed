/** A dollar token on Solana. */
export interface SolanaAsset {
  readonly symbol: string;
  /** Its mint, of the Token program. */
  readonly address: string;
  /** Prices, ledger and API count in millionths of a dollar. */
  readonly decimals: 6;
}

/** One cluster of Solana that buyers can pay on: all that is known of it. */
export interface SolanaChain {
  /** CAIP-2: the first 32 letters of the hash of its first block. */
  readonly id: `solana:${string}`;
  readonly name: string;
  /** What x402 v1 calls it. */
  readonly v1Name: string;
  readonly isTestnet: boolean;
  /** Page of a transaction, with `{transaction}` in the place of its id. */
  readonly transactionUrl: string;
  readonly assets: readonly [SolanaAsset, ...SolanaAsset[]];
}

/** Solana, with USDC from Circle's list of addresses; ids and names as x402 has them. */
export const SOLANA_CHAINS: readonly SolanaChain[] = [
  {
    id: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
    name: 'Solana',
    v1Name: 'solana',
    isTestnet: false,
    transactionUrl: 'https://explorer.solana.com/tx/{transaction}',
    assets: [usdc('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v')],
  },
  {
    id: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
    name: 'Solana Devnet',
    v1Name: 'solana-devnet',
    isTestnet: true,
    transactionUrl: 'https://explorer.solana.com/tx/{transaction}?cluster=devnet',
    assets: [usdc('4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU')],
  },
];

function usdc(address: string): SolanaAsset {
  return { symbol: 'USDC', address, decimals: 6 };
}
