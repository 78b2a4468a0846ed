import { hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import type { Secret } from '../../../common/crypto/index.js';
import { Clock, unixSeconds } from '../../../common/clock/index.js';
import { sessionsConfig } from './sessions.config.js';

/** How long an access token is valid, in seconds. */
export const ACCESS_TOKEN_LIFETIME_S = 15 * 60;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** RFC 9068 section 2.1: keeps other JWTs under the same key from passing as access tokens. */
const TYPE = 'at+jwt';

/** Short-lived proofs of a sign-in: JWTs (HS256) that this server issues to itself. */
@Injectable()
export class AccessTokens {
  private readonly key: Uint8Array;
  private readonly issuer: string;

  constructor(
    @Inject(sessionsConfig.KEY) config: ConfigType<typeof sessionsConfig>,
    private readonly clock: Clock,
  ) {
    this.key = signingKey(config.secret);
    this.issuer = config.issuer;
  }

  issue(userId: string): Promise<string> {
    const now = unixSeconds(this.clock.now());
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: TYPE })
      .setIssuer(this.issuer)
      .setAudience(this.issuer)
      .setSubject(userId)
      .setIssuedAt(now)
      .setExpirationTime(now + ACCESS_TOKEN_LIFETIME_S)
      .sign(this.key);
  }

  /** Whether the text is a JWT that says it is ours; its signature is not looked at. */
  claimsToBeOurs(text: string): boolean {
    try {
      return decodeJwt(text).iss === this.issuer;
    } catch {
      return false;
    }
  }

  /** The id of the user; undefined when the token is forged, expired or for something else. */
  async userOf(token: string): Promise<string | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        typ: TYPE,
        issuer: this.issuer,
        audience: this.issuer,
        currentDate: this.clock.now(),
        requiredClaims: ['sub', 'exp'],
      });
      return UUID.test(payload.sub ?? '') ? payload.sub : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}

/** A key for this one purpose (RFC 5869), so that AUTH_SECRET can serve others too. */
function signingKey(secret: Secret): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret.reveal(), '', 'coinslot access token v1', 32));
}
