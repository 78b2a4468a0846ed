import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull } from 'typeorm';
import type { Cursor } from '../../../common/database/index.js';
import { ApiKey } from './api-key.entity.js';

/** An API key before its first use. */
export type NewApiKey = Pick<
  ApiKey,
  'id' | 'userId' | 'name' | 'prefix' | 'secretHash' | 'scopes' | 'expiresAt'
>;

@Injectable()
export class ApiKeysRepository {
  async add(tx: EntityManager, key: NewApiKey): Promise<ApiKey> {
    await tx.insert(ApiKey, key);
    return tx.findOneByOrFail(ApiKey, { id: key.id });
  }

  /** Revoked and expired ones too. */
  findByPrefix(tx: EntityManager, prefix: string): Promise<ApiKey | null> {
    return tx.findOneBy(ApiKey, { prefix });
  }

  /** How many the user has that are not revoked. */
  count(tx: EntityManager, userId: string): Promise<number> {
    return tx.countBy(ApiKey, { userId, revokedAt: IsNull() });
  }

  /** Those not revoked, newest first, after the row that `cursor` names. */
  list(tx: EntityManager, userId: string, limit: number, cursor?: Cursor): Promise<ApiKey[]> {
    const query = tx
      .createQueryBuilder(ApiKey, 'key')
      .where('key.userId = :userId AND key.revokedAt IS NULL', { userId })
      .orderBy('key.createdAt', 'DESC')
      .addOrderBy('key.id', 'DESC')
      .limit(limit);
    if (cursor !== undefined) query.andWhere('(key.createdAt, key.id) < (:createdAt, :id)', cursor);
    return query.getMany();
  }

  /** Notes a use, unless one was noted after `unlessAfter`. */
  async touch(tx: EntityManager, id: string, now: Date, unlessAfter: Date): Promise<void> {
    await tx.query(
      `UPDATE api_keys SET last_used_at = $2
       WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)`,
      [id, now, unlessAfter],
    );
  }

  /** False when the user has no such key that could be revoked. */
  async revoke(tx: EntityManager, userId: string, id: string, now: Date): Promise<boolean> {
    const { affected } = await tx.update(
      ApiKey,
      { id, userId, revokedAt: IsNull() },
      { revokedAt: now },
    );
    return affected === 1;
  }
}
