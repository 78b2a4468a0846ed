export { networkName, NETWORKS, transactionUrl } from './networks.ts';
export { Transaction } from './transaction.tsx';
export { transferUsdc } from './transfer.ts';
