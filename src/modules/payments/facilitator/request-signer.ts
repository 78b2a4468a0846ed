import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { unixSeconds } from '../../../common/clock/index.js';
import type { SigningKey } from '../../../common/config/index.js';

/** Key of a facilitator that wants every request signed, and by which id it knows the key. */
export interface RequestKey extends SigningKey {
  readonly id: string;
}

/** What one signature is for; nothing else can be asked with it. */
export interface SignedRequest {
  readonly method: string;
  readonly host: string;
  /** Without a query. */
  readonly path: string;
}

/** As long as Coinbase's developer platform takes a token for. */
const LIFETIME_SECONDS = 120;

/**
 * The bearer token of one request, as Coinbase's developer platform wants it
 * (https://docs.cdp.coinbase.com/get-started/authentication/jwt-authentication).
 */
export function signRequest(
  { id, algorithm, key }: RequestKey,
  { method, host, path }: SignedRequest,
  now: Date,
): Promise<string> {
  const issuedAt = unixSeconds(now);
  return new SignJWT({ uris: [`${method} ${host}${path}`] })
    .setProtectedHeader({
      alg: algorithm,
      kid: id,
      typ: 'JWT',
      nonce: randomBytes(16).toString('hex'),
    })
    .setSubject(id)
    .setIssuer('cdp')
    .setAudience(['cdp_service'])
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_SECONDS)
    .sign(key);
}
