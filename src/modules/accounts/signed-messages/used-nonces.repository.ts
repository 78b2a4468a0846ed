import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { sha256 } from '../../../common/crypto/index.js';

/** How many expired rows one addition clears away at the most: more than it adds. */
const CLEAN_UP = 100;

@Injectable()
export class UsedNoncesRepository {
  /** Notes a use, and clears away some that have expired. True for one caller only. */
  async add(tx: EntityManager, nonce: string, expiresAt: Date, now: Date): Promise<boolean> {
    await tx.query(
      `DELETE FROM auth_nonces WHERE nonce_hash IN (
         SELECT nonce_hash FROM auth_nonces WHERE expires_at <= $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [now, CLEAN_UP],
    );
    const added = await tx.query<unknown[]>(
      `INSERT INTO auth_nonces (nonce_hash, expires_at) VALUES ($1, $2)
       ON CONFLICT DO NOTHING RETURNING nonce_hash`,
      [markOf(nonce), expiresAt],
    );
    return added.length === 1;
  }
}

/** Not the hash of the nonce alone: servers of before kept that for as long as it was still good. */
function markOf(nonce: string): Buffer {
  return sha256(`used ${nonce}`);
}
