import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** A private key that signs JWTs, and the algorithm it signs them with (RFC 7518, RFC 8037). */
export interface SigningKey {
  readonly algorithm: 'EdDSA' | 'ES256';
  readonly key: KeyObject;
}

/**
 * A private key as Coinbase's developer platform gives it out: Ed25519 as base64 of its seed and its
 * public key, or EC (P-256) as PEM, whose line ends may be written as `\n`.
 */
export const signingKey = z.string().transform((text, context): SigningKey => {
  const found = text.includes('-----BEGIN') ? readEc(text) : readEd25519(text);
  if (found !== undefined) return found;
  const message = 'must be an Ed25519 key, 64 bytes in base64, or an EC key of P-256 as PEM';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function readEd25519(text: string): SigningKey | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 64 || bytes.toString('base64') !== text) return undefined;
  const [d, x] = [bytes.subarray(0, 32), bytes.subarray(32)].map((half) =>
    half.toString('base64url'),
  );
  const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' });
  // Node takes the seed alone: what is no such pair would sign what nobody can verify.
  return createPublicKey(key).export({ format: 'jwk' }).x === x
    ? { algorithm: 'EdDSA', key }
    : undefined;
}

function readEc(text: string): SigningKey | undefined {
  try {
    const key = createPrivateKey(text.replaceAll(String.raw`\n`, '\n'));
    const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return isP256 ? { algorithm: 'ES256', key } : undefined;
  } catch {
    return undefined;
  }
}
