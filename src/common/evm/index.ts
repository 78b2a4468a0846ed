export { type RpcAsk, rpcAsk, rpcClient, type RpcPatience } from './rpc.client.js';
export {
  WALLET_GAS,
  type WalletClaim,
  type WalletJudge,
  walletJudge,
} from './wallet-judge.client.js';
export { isSignatureText, MAX_SIGNATURE_BYTES, readWalletSignature } from './wallet-signature.js';
