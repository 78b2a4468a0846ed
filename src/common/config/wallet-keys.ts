import { isKeyPair } from '../solana/key-pair.js';
import { secret } from './setting-types.js';

/** The private key of an EVM wallet. */
export const privateKey = secret(66).refine(
  (key) => /^0x[0-9a-fA-F]{64}$/.test(key.reveal()),
  'must be 0x and 64 hex digits',
);

/** The key of a wallet of Solana, as wallets export it: a seed and its public half, in base58. */
export const solanaKey = secret(64).refine(
  (key) => isKeyPair(key.reveal()),
  'must be the key of a wallet of Solana: 64 bytes in base58, as wallets export them',
);
