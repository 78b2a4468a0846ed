import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** SHA-256 of text or bytes. */
export function sha256(input: string | Uint8Array): Buffer {
  return createHash('sha256').update(input).digest();
}

/** Compares two digests in constant time; digests of different length are unequal. */
export function safeEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** An unguessable URL-safe token of 256 random bits. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}
