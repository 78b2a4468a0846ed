import type { Statement } from '../payment-network.js';

/**
 * What a wallet of Solana signs for a statement: a line with its name, one with the network, and one for each
 * value, texts as JSON writes them, so that no text can pass for another line.
 */
export function statementText(network: string, { name, values }: Statement): string {
  const lines = Object.entries(values).map(
    ([key, value]) => `${key}: ${typeof value === 'bigint' ? value : JSON.stringify(value)}`,
  );
  return [`Coinslot ${name}`, `network: ${network}`, ...lines].join('\n');
}
