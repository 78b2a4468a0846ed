import { createPublicKey, verify } from 'node:crypto';
import { addressBytes, signatureBytes } from './solana-address.js';

/** Whether the key that is `address` signed `message`; false for texts that are no address or signature. */
export function isSignedBySolanaKey(
  address: string,
  message: Uint8Array,
  signature: string,
): boolean {
  const key = addressBytes(address);
  const signed = signatureBytes(signature);
  if (key === undefined || signed === undefined) return false;
  const x = Buffer.from(key).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, message, publicKey, signed);
}
