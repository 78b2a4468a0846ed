import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { decodeJwt, errors, type JWTVerifyResult, jwtVerify } from 'jose';
import { Clock } from '../../../common/clock/index.js';
import type { ExternalIssuer } from '../../../common/config/index.js';
import { Problem } from '../../../common/errors/index.js';
import { issuerUnavailable } from '../account-problems.js';
import { externalJwtsConfig } from './external-jwts.config.js';
import { IssuerKeys } from './issuer-keys.client.js';
import { type KeySet, KeysUnavailable } from './key-set.js';

/** Real tokens have one or two kilobytes. */
const MAX_LENGTH = 8_192;
/** Auth0 lets no token live longer. A closed account is remembered for longer than that. */
const MAX_AGE_S = 31 * 24 * 60 * 60;
/** Tokens that are for signing in; RFC 9068 names the second. Others, of logouts say, are not. */
const TYPES = new Set(['jwt', 'application/jwt', 'at+jwt', 'application/at+jwt']);
/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

/** Whom a token speaks for, and since when. */
export interface ExternalSubject {
  readonly from: ExternalIssuer;
  readonly subject: string;
  /** When the issuer says that it made the token. */
  readonly issuedAt: Date;
}

interface Known {
  readonly from: ExternalIssuer;
  readonly key: Uint8Array | KeySet;
}

/** Reads JWTs of the issuers that the operator trusts (RFC 7519, RFC 8725). */
@Injectable()
export class ExternalTokens {
  private readonly issuers: ReadonlyMap<string, Known>;

  constructor(
    @Inject(externalJwtsConfig.KEY) { issuers }: ConfigType<typeof externalJwtsConfig>,
    keys: IssuerKeys,
    private readonly clock: Clock,
  ) {
    this.issuers = new Map(
      issuers.map((from) => [
        from.issuer,
        { from, key: from.keys.kind === 'secret' ? bytesOf(from.keys.secret) : keys.setOf(from) },
      ]),
    );
  }

  /** Whether the text is a JWT that says it is of an issuer we know; its signature is not looked at. */
  claimsToBeKnown(token: string): boolean {
    return this.issuerOf(token) !== undefined;
  }

  /**
   * Undefined when the token is forged, expired, or not for us.
   * @throws {Problem} `issuer_unavailable` when the keys to tell that cannot be had
   */
  async subjectOf(token: string): Promise<ExternalSubject | undefined> {
    const known = this.issuerOf(token);
    if (known === undefined) return undefined;
    try {
      return subjectIn(await this.verify(token, known), known.from);
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      if (!(error instanceof KeysUnavailable)) throw error;
      const { retryAfterSeconds } = error;
      throw new Problem(issuerUnavailable, { retryAfterSeconds }, { cause: error });
    }
  }

  private verify(token: string, { from, key }: Known): Promise<JWTVerifyResult> {
    const rules = {
      algorithms: [...from.algorithms],
      issuer: from.issuer,
      audience: [...from.audiences],
      currentDate: this.clock.now(),
      clockTolerance: from.clockSkewSeconds,
      requiredClaims: ['sub', 'exp'],
      // It also asks for `iat`, and refuses one in the future.
      maxTokenAge: MAX_AGE_S,
    };
    return key instanceof Uint8Array
      ? jwtVerify(token, key, rules)
      : jwtVerify(token, key.find, rules);
  }

  private issuerOf(token: string): Known | undefined {
    if (this.issuers.size === 0 || token.length > MAX_LENGTH) return undefined;
    try {
      return this.issuers.get(decodeJwt(token).iss ?? '');
    } catch {
      return undefined;
    }
  }
}

function subjectIn(
  { payload, protectedHeader: { typ } }: JWTVerifyResult,
  from: ExternalIssuer,
): ExternalSubject | undefined {
  const { sub, iat } = payload;
  if (typeof sub !== 'string' || !SUBJECT.test(sub) || iat === undefined) return undefined;
  if (typ !== undefined && !TYPES.has(typ.toLowerCase())) return undefined;
  return { from, subject: sub, issuedAt: new Date(iat * 1_000) };
}

function bytesOf(secret: { reveal(): string }): Uint8Array {
  return new TextEncoder().encode(secret.reveal());
}
