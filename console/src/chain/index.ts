export { NetworkName } from './network-name.tsx';
export { useNetworkName, useNetworks } from './networks.ts';
export { OnExplorer, Transaction } from './transaction.tsx';
export { accountOf, transferUsdc } from './transfer.ts';
