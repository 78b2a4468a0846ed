import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { signatureBytes, writeBase58 } from './solana-address.js';

/** The beginning of a PKCS #8 document of an Ed25519 seed (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** The private key with that seed. */
export function keyOfSeed(seed: Uint8Array): KeyObject {
  const key = Buffer.concat([PKCS8_HEAD, seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** Whether the text is a seed and the public half of its key, in base58. */
export function isKeyPair(text: string): boolean {
  const bytes = signatureBytes(text);
  if (bytes === undefined) return false;
  const { x } = createPublicKey(keyOfSeed(bytes.subarray(0, SEED_BYTES))).export({ format: 'jwk' });
  return x === Buffer.from(bytes.subarray(SEED_BYTES)).toString('base64url');
}

/** A new key: its seed and its public half, in base58. */
export function newKeyPair(): string {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return writeBase58(Buffer.concat([d, x].map((half) => Buffer.from(half, 'base64url'))));
}
