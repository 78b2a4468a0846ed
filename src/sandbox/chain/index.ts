export { connectChain, startChain } from './local-chain.js';
export type { ChainConnection, LocalChain, LocalChainOptions } from './local-chain.js';
