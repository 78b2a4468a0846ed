import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock/index.js';
import { randomToken, sha256 } from '../../../common/crypto/index.js';
import { Database } from '../../../common/database/index.js';
import { notFound, Problem } from '../../../common/errors/index.js';
import { CHALLENGE_HEADERS } from '../guard/challenges.js';
import { sessionEnded } from '../account-problems.js';
import { ACCESS_TOKEN_LIFETIME_S, AccessTokens } from './access-tokens.service.js';
import { type OpenSession, RefreshTokensRepository } from './refresh-tokens.repository.js';

/** How long a refresh token is valid, in seconds. */
export const REFRESH_TOKEN_LIFETIME_S = 30 * 24 * 60 * 60;

/** What a client holds while signed in. */
export interface SessionTokens {
  readonly userId: string;
  readonly accessToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  /** Valid for 30 days and one use. */
  readonly refreshToken: string;
}

/**
 * Sessions: a family of refresh tokens, each exchanged once for the next. A token that comes a second
 * time was stolen from one of its two senders, so it ends the whole family (RFC 9700 section 4.14.2).
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokensRepository,
  ) {}

  /** One at a time for a user. Beyond fifty sessions the oldest end. */
  async start(tx: EntityManager, userId: string): Promise<SessionTokens> {
    await this.refreshTokens.makeRoom(tx, userId);
    return this.issue(tx, userId, randomUUID());
  }

  /** @throws {Problem} `session_ended` when the token is unknown, expired or used before */
  async refresh(refreshToken: string): Promise<SessionTokens> {
    // The refusal is thrown after the commit: a revoked family must stay revoked.
    const tokens = await this.db.asService('accounts', (tx) =>
      this.rotate(tx, sha256(refreshToken)),
    );
    if (tokens === undefined) throw new Problem(sessionEnded, { headers: CHALLENGE_HEADERS });
    return tokens;
  }

  /** Ends the session a refresh token belongs to; without effect when it has ended already. */
  async end(refreshToken: string): Promise<void> {
    await this.db.asService('accounts', async (tx) => {
      const token = await this.refreshTokens.findAndLockFamily(tx, sha256(refreshToken));
      if (token !== null) await this.refreshTokens.revokeFamily(tx, token.familyId);
    });
  }

  /** The sessions of a user that last, the one renewed last first. */
  list(userId: string): Promise<OpenSession[]> {
    return this.db.asService('accounts', (tx) =>
      this.refreshTokens.openFamilies(tx, userId, this.clock.now()),
    );
  }

  /** The session that a refresh token belongs to. */
  async idOf(refreshToken: string): Promise<string | undefined> {
    const tokenHash = sha256(refreshToken);
    return this.db.asService('accounts', (tx) => this.refreshTokens.familyOf(tx, tokenHash));
  }

  /** Ends one session of a user. @throws {Problem} `not_found` when they have none of this id */
  async endOne(userId: string, id: string): Promise<void> {
    const ended = await this.db.asService('accounts', (tx) =>
      this.refreshTokens.revokeOwn(tx, userId, id),
    );
    if (!ended) throw new Problem(notFound);
  }

  private async rotate(tx: EntityManager, hash: Buffer): Promise<SessionTokens | undefined> {
    const now = this.clock.now();
    const token = await this.refreshTokens.findAndLockFamily(tx, hash);
    if (token === null) return undefined;
    if (token.rotatedAt !== null || token.expiresAt <= now) {
      await this.refreshTokens.revokeFamily(tx, token.familyId);
      return undefined;
    }
    await this.refreshTokens.markRotated(tx, hash, now);
    await this.refreshTokens.forgetOldest(tx, token.familyId);
    return this.issue(tx, token.userId, token.familyId);
  }

  private async issue(tx: EntityManager, userId: string, familyId: string): Promise<SessionTokens> {
    const now = this.clock.now();
    const refreshToken = randomToken();
    const expiresAt = new Date(now.getTime() + REFRESH_TOKEN_LIFETIME_S * 1000);
    await this.refreshTokens.add(
      tx,
      { tokenHash: sha256(refreshToken), familyId, userId, expiresAt },
      now,
    );
    const accessToken = await this.accessTokens.issue(userId);
    return { userId, accessToken, expiresIn: ACCESS_TOKEN_LIFETIME_S, refreshToken };
  }
}
