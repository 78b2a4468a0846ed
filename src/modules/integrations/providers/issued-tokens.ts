import type { Secret } from '../../../common/crypto/index.js';

/** What a token endpoint issued (RFC 6749, section 5.1). */
export interface TokenSet {
  readonly accessToken: Secret;
  /** A renewal that gives none leaves the one before in use. */
  readonly refreshToken?: Secret;
  /** From the answer on; undefined where the provider tells no end. */
  readonly expiresInSeconds?: number;
  readonly refreshExpiresInSeconds?: number;
}

/** The secrets of it, by the names that they have in the vault. */
export function secretsOf({ accessToken, refreshToken }: TokenSet): [string, Secret][] {
  const access: [string, Secret] = ['access_token', accessToken];
  return refreshToken === undefined ? [access] : [access, ['refresh_token', refreshToken]];
}
