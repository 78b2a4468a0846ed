import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RefreshToken } from './refresh-token.entity.js';

/** How many expired rows one addition clears away at the most: more than it adds. */
const CLEAN_UP = 100;

/** Sessions of one user that last; the oldest end when there are more. */
const MOST_SESSIONS = 50;
/** Tokens of one session that are known, so that one that comes a second time ends it. */
const MOST_TOKENS = 500;

/** A refresh token before its first use. */
export type NewRefreshToken = Pick<RefreshToken, 'tokenHash' | 'familyId' | 'userId' | 'expiresAt'>;

/** A session that lasts. */
export interface OpenSession {
  readonly id: string;
  readonly startedAt: Date;
  readonly renewedAt: Date;
  readonly expiresAt: Date;
}

@Injectable()
export class RefreshTokensRepository {
  /** Adds a token, and clears away some that have expired. */
  async add(tx: EntityManager, token: NewRefreshToken, now: Date): Promise<void> {
    await tx.query(
      `DELETE FROM refresh_tokens WHERE token_hash IN (
         SELECT token_hash FROM refresh_tokens WHERE expires_at <= $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [now, CLEAN_UP],
    );
    await tx.insert(RefreshToken, token);
  }

  /**
   * Finds a token and makes every other use of its family wait for this transaction's end. Without
   * that, revoking a family could miss the successor that another request is just adding.
   */
  async findAndLockFamily(tx: EntityManager, tokenHash: Buffer): Promise<RefreshToken | null> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended(family_id::text, 0))
       FROM refresh_tokens WHERE token_hash = $1`,
      [tokenHash],
    );
    return tx.findOneBy(RefreshToken, { tokenHash });
  }

  async markRotated(tx: EntityManager, tokenHash: Buffer, rotatedAt: Date): Promise<void> {
    await tx.update(RefreshToken, { tokenHash }, { rotatedAt });
  }

  /** Ends the oldest sessions of a user, to make room for one. The caller lets one at a time in. */
  async makeRoom(tx: EntityManager, userId: string): Promise<void> {
    await tx.query(
      `DELETE FROM refresh_tokens WHERE user_id = $1 AND family_id NOT IN (
         SELECT family_id FROM refresh_tokens WHERE user_id = $1
         GROUP BY family_id ORDER BY max(created_at) DESC LIMIT $2)`,
      [userId, MOST_SESSIONS - 1],
    );
  }

  /** Forgets the oldest tokens of a family: should they come again, they are only refused. */
  async forgetOldest(tx: EntityManager, familyId: string): Promise<void> {
    await tx.query(
      `DELETE FROM refresh_tokens WHERE token_hash IN (
         SELECT token_hash FROM refresh_tokens WHERE family_id = $1
         ORDER BY created_at DESC OFFSET $2)`,
      [familyId, MOST_TOKENS - 1],
    );
  }

  async revokeFamily(tx: EntityManager, familyId: string): Promise<void> {
    await tx.delete(RefreshToken, { familyId });
  }

  /** Sessions whose newest token can still be exchanged. */
  async openFamilies(tx: EntityManager, userId: string, now: Date): Promise<OpenSession[]> {
    return tx.query<OpenSession[]>(
      `SELECT family_id AS id, min(created_at) AS "startedAt", max(created_at) AS "renewedAt",
              max(expires_at) AS "expiresAt"
       FROM refresh_tokens WHERE user_id = $1
       GROUP BY family_id HAVING max(expires_at) > $2 ORDER BY max(created_at) DESC`,
      [userId, now],
    );
  }

  async familyOf(tx: EntityManager, tokenHash: Buffer): Promise<string | undefined> {
    return (await tx.findOneBy(RefreshToken, { tokenHash }))?.familyId;
  }

  /** Waits for who is just renewing it, as {@link findAndLockFamily} does. */
  async revokeOwn(tx: EntityManager, userId: string, familyId: string): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [familyId]);
    const { affected } = await tx.delete(RefreshToken, { familyId, userId });
    return affected !== 0;
  }
}
