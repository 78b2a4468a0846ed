import { EVM_CHAINS } from '../../../src/common/networks/evm-chains.ts';

function chainOf(network: string) {
  return EVM_CHAINS.find(({ chainId }) => network === `eip155:${chainId}`);
}

/** What people call a network: `Base`. One that nobody knows keeps its CAIP-2 id. */
export function networkName(network: string): string {
  return chainOf(network)?.name ?? network;
}

/** Where people look a transaction up; undefined of networks that nobody knows. */
export function transactionUrl(network: string, hash: string): string | undefined {
  const explorer = chainOf(network)?.explorer;
  return explorer && `${explorer}/tx/${hash}`;
}

/** Networks that buyers can pay on, by their CAIP-2 ids. */
export const NETWORKS = EVM_CHAINS.map(({ chainId, name }) => ({ id: `eip155:${chainId}`, name }));
