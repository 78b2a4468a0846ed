import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RefreshToken } from './refresh-token.entity.js';

/** How many expired rows one addition clears away at the most: more than it adds. */
const CLEAN_UP = 100;

/** A refresh token before its first use. */
export type NewRefreshToken = Pick<RefreshToken, 'tokenHash' | 'familyId' | 'userId' | 'expiresAt'>;

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

  async revokeFamily(tx: EntityManager, familyId: string): Promise<void> {
    await tx.delete(RefreshToken, { familyId });
  }
}
