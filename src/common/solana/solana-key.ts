import { sign } from 'node:crypto';
import { keyOfSeed } from './key-pair.js';
import { signatureBytes, writeBase58 } from './solana-address.js';

const SEED_BYTES = 32;

/** A key of Solana that signs for this process. */
export interface SolanaKey {
  readonly address: string;
  /** @returns in base58; the same for the same bytes (Ed25519) */
  sign(message: Uint8Array): string;
}

/**
 * A key as wallets of Solana export it: a seed and its public half.
 * @param text in base58
 * @throws Error for what is none
 */
export function solanaKey(text: string): SolanaKey {
  const secret = signatureBytes(text);
  if (secret === undefined) throw new Error('it is no key of Solana');
  const key = keyOfSeed(secret.subarray(0, SEED_BYTES));
  return {
    address: writeBase58(secret.subarray(SEED_BYTES)),
    sign: (message) => writeBase58(sign(null, message, key)),
  };
}
