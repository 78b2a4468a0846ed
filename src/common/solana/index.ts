export { addressBytes, readSolanaAddress, signatureBytes, writeBase58 } from './solana-address.js';
export { isSignedBySolanaKey } from './ed25519.js';
export { newKeyPair } from './key-pair.js';
export { type SolanaKey, solanaKey } from './solana-key.js';
export { isRefusalWith, type SolanaRpc, solanaRpc } from './solana-rpc.client.js';
export { tokenBalance } from './token-balance.client.js';
export { TOKEN_PROGRAM, tokenAccountOf } from './token-account.js';
