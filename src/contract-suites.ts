/**
 * What each part that plugs in owes the server, as suites for Jest: a team runs them over its own. Tests
 * import this as `coinslot/contracts`; no server loads it.
 */
export { describeResourceType } from './modules/execution/executors/contract/describe-resource-type.js';
export type { ResourceTypeGround } from './modules/execution/executors/contract/type-ground.js';
export { describeLlmProvider } from './modules/execution/llm/contract/describe-llm-provider.js';
export type { ProviderGround } from './modules/execution/llm/contract/ground.js';
export {
  done,
  failed,
  finishing,
  frame,
  openAiCompatibleWire,
  said,
} from './modules/execution/llm/contract/openai-compatible-wire.js';
export type { Reply, SeenRequest } from './modules/execution/llm/contract/stand-in.js';
export {
  document,
  type Gap,
  streamed,
  type Wire,
  type WireEnd,
  type WireFailure,
  type WireQuestion,
} from './modules/execution/llm/contract/wire.js';
export {
  describeMeteredPayments,
  type MeteredGround,
} from './modules/payments/networks/contract/describe-metered-payments.js';
export {
  describeNetworkFamily,
  type FamilyGround,
  type FamilyWallet,
  type Payment,
  type PaymentChange,
} from './modules/payments/networks/contract/describe-network-family.js';
export { evmGround } from './modules/payments/networks/contract/evm-ground.js';
export { solanaGround } from './modules/payments/networks/contract/solana-ground.js';
export { type LocalChain, type LocalChainOptions, startChain } from './sandbox/chain/index.js';
export { describeConnectionProvider } from './modules/integrations/providers/contract/describe-connection-provider.js';
export type {
  ConnectionProviderGround,
  StandInServer,
} from './modules/integrations/providers/contract/connection-ground.js';
