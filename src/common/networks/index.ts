export { EVM_CHAINS, type EvmAsset, type EvmChain } from './evm-chains.js';
export {
  caip2,
  EXAMPLE_ASSET,
  findEvmAsset,
  findEvmChain,
  KNOWN_NETWORKS,
  type KnownNetwork,
} from './known-networks.js';
export { SOLANA_CHAINS, type SolanaAsset, type SolanaChain } from './solana-chains.js';
export { PERMIT2_ADDRESS, UPTO_PROXY_ADDRESS } from './permit2.js';
