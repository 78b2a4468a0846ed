import { randomUUID } from 'node:crypto';
import type { PaymentRequirements } from '@x402/core/types';
import { sha256 } from '../../../common/crypto/index.js';

/**
 * Member of a challenge's `extra` with a value that is new in every challenge. x402 v2 buyers repeat
 * `extra` in what they accept, and it never reaches the chain: so whoever sends it is who was asked.
 */
export const RETRY_KEY = 'retryKey';

const FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A value that nobody can guess: a random UUID (RFC 9562, 122 random bits). Most requests get one, and
 * Node draws the randomness of many at once.
 */
export function newRetryKey(): string {
  return randomUUID();
}

/**
 * What is kept of the retry key that a payment repeats: its SHA-256. Null when the payment has none
 * of the form we give out: a text that somebody chose may be guessed.
 */
export function retryDigest({ extra }: Pick<PaymentRequirements, 'extra'>): Buffer | null {
  const key: unknown = (extra as Record<string, unknown> | undefined)?.[RETRY_KEY];
  return typeof key === 'string' && FORM.test(key) ? sha256(key) : null;
}
