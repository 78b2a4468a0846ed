import { createHmac } from 'node:crypto';
import { safeEqual, type Secret } from '../../../common/crypto/index.js';
import type { ProviderWebhooks } from '../providers/provider-webhooks.js';

const DIGEST_BYTES = 32;

/** Whether one of the secrets signed the body as it came; in constant time. */
export function isSigned(
  body: Uint8Array,
  signature: string,
  { encoding }: ProviderWebhooks['signature'],
  secrets: readonly Secret[],
): boolean {
  const given = Buffer.from(signature, encoding);
  // What is left out in decoding is no part of a signature that somebody made.
  if (given.length !== DIGEST_BYTES || given.toString(encoding) !== signature) return false;
  return secrets
    .map((secret) => createHmac('sha256', secret.reveal()).update(body).digest())
    .some((digest) => safeEqual(given, digest));
}
