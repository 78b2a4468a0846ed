export { type LocalSolana, type SolanaConnection, startSolana } from './local-solana.js';
