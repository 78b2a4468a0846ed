export { networkName, NETWORKS } from './networks.ts';
export { ends, Transaction } from './transaction.tsx';
export { transferUsdc } from './transfer.ts';
