import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan } from 'typeorm';
import { sha256 } from '../../../common/crypto/index.js';
import { AuthNonce } from './auth-nonce.entity.js';

/** How many expired rows one addition clears away at the most: more than it adds. */
const CLEAN_UP = 100;

@Injectable()
export class NoncesRepository {
  /** Adds a nonce, and clears away some that have expired. */
  async add(tx: EntityManager, nonce: string, expiresAt: Date, now: Date): Promise<void> {
    await tx.query(
      `DELETE FROM auth_nonces WHERE nonce_hash IN (
         SELECT nonce_hash FROM auth_nonces WHERE expires_at <= $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [now, CLEAN_UP],
    );
    await tx.insert(AuthNonce, { nonceHash: sha256(nonce), expiresAt });
  }

  /** Uses the nonce up. True for one caller only, and only before it expires. */
  async take(tx: EntityManager, nonce: string, now: Date): Promise<boolean> {
    const { affected } = await tx.delete(AuthNonce, {
      nonceHash: sha256(nonce),
      expiresAt: MoreThan(now),
    });
    return affected === 1;
  }
}
