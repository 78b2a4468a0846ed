import { sign } from 'node:crypto';
import { keyOfSeed, writeBase58 } from '../../../../common/solana/index.js';

const SEED_BYTES = 32;

/** A key of Solana that signs for this process. */
export interface SolanaKey {
  readonly address: string;
  /** @returns in base58; the same for the same bytes (Ed25519) */
  sign(message: Uint8Array): string;
}

/** The key whose seed and public half these 64 bytes are, as wallets of Solana export them. */
export function solanaKey(secret: Uint8Array): SolanaKey {
  const key = keyOfSeed(secret.subarray(0, SEED_BYTES));
  return {
    address: writeBase58(secret.subarray(SEED_BYTES)),
    sign: (message) => writeBase58(sign(null, message, key)),
  };
}
