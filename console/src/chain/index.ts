export { networkName, NETWORKS } from './networks.ts';
export { Transaction } from './transaction.tsx';
export { transferUsdc } from './transfer.ts';
