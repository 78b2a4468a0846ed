/** Where people look transactions up, by network; others are shown without a link. */
const EXPLORERS: Readonly<Record<string, string>> = {
  'eip155:1': 'https://etherscan.io',
  'eip155:8453': 'https://basescan.org',
  'eip155:84532': 'https://sepolia.basescan.org',
  'eip155:137': 'https://polygonscan.com',
  'eip155:42161': 'https://arbiscan.io',
  'eip155:43114': 'https://snowtrace.io',
};

/** The page of a transaction. */
export function transactionUrl(network: string | null, hash: string): string | undefined {
  const explorer = network === null ? undefined : EXPLORERS[network];
  return explorer && `${explorer}/tx/${hash}`;
}
