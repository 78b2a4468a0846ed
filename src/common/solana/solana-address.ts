import { base58 } from '@scure/base';

const ADDRESS_BYTES = 32;
/** Of 32 bytes, and of 64; see base58. */
const ADDRESS = /^[1-9A-HJ-NP-Za-km-z]{32,44}$/;
const SIGNATURE = /^[1-9A-HJ-NP-Za-km-z]{64,88}$/;
const SIGNATURE_BYTES = 64;

/** An address of Solana as it is written; undefined for anything else. */
export function readSolanaAddress(text: string): string | undefined {
  return addressBytes(text) === undefined ? undefined : text;
}

/** The key that an address is; undefined for what is no address. */
export function addressBytes(text: string): Uint8Array | undefined {
  return ADDRESS.test(text) ? decoded(text, ADDRESS_BYTES) : undefined;
}

/** The bytes of a signature, which a transaction is called by as well; undefined for what is none. */
export function signatureBytes(text: string): Uint8Array | undefined {
  return SIGNATURE.test(text) ? decoded(text, SIGNATURE_BYTES) : undefined;
}

/** An address or a signature as Solana writes it. */
export function writeBase58(bytes: Uint8Array): string {
  return base58.encode(bytes);
}

function decoded(text: string, length: number): Uint8Array | undefined {
  const bytes = base58.decode(text);
  return bytes.length === length ? bytes : undefined;
}
