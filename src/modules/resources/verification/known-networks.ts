/** A network on which USDC is paid, by all its names. */
export interface KnownNetwork {
  /** CAIP-2 id. */
  readonly id: string;
  /** As x402 v1 names it; undefined where v1 has no name for it. */
  readonly v1Name: string | undefined;
  /** The contract or mint of USDC, from Circle's list of addresses. */
  readonly usdc: string;
}

const NETWORKS: readonly KnownNetwork[] = [
  {
    id: 'eip155:8453',
    v1Name: 'base',
    usdc: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
  },
  {
    id: 'eip155:84532',
    v1Name: 'base-sepolia',
    usdc: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
  },
  { id: 'eip155:137', v1Name: 'polygon', usdc: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359' },
  {
    id: 'eip155:42161',
    v1Name: undefined,
    usdc: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831',
  },
  {
    id: 'eip155:43114',
    v1Name: 'avalanche',
    usdc: '0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E',
  },
  {
    id: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
    v1Name: 'solana',
    usdc: 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
  },
  {
    id: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
    v1Name: 'solana-devnet',
    usdc: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  },
];

/** Finds a network by the name that a version of x402 has for it. */
export function findNetwork(name: string, x402Version: 1 | 2): KnownNetwork | undefined {
  return NETWORKS.find(({ id, v1Name }) => name === (x402Version === 1 ? v1Name : id));
}

/** Whether `asset` is the network's USDC; EVM addresses are the same in any case of letters. */
export function isUsdc({ id, usdc }: KnownNetwork, asset: string): boolean {
  return id.startsWith('eip155:') ? asset.toLowerCase() === usdc.toLowerCase() : asset === usdc;
}

/** Whether `payTo` has the form of an address on the network, and is not the zero address. */
export function isPayee({ id }: KnownNetwork, payTo: string): boolean {
  if (!id.startsWith('eip155:')) return /^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(payTo);
  return /^0x[0-9a-fA-F]{40}$/.test(payTo) && !/^0x0+$/.test(payTo);
}
