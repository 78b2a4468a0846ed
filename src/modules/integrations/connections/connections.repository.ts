import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ConnectionEntity } from './connection.entity.js';

/** What is known of a key at the moment it is saved. */
export interface SavedKey {
  readonly verification: 'valid' | 'unverified';
  /** Why the key is unverified. */
  readonly problem: string | null;
  readonly isEnabled: boolean;
}

@Injectable()
export class ConnectionsRepository {
  find(tx: EntityManager, userId: string, provider: string): Promise<ConnectionEntity | null> {
    return tx.findOneBy(ConnectionEntity, { userId, provider });
  }

  /** As {@link find}; the row stays locked until the transaction ends. */
  lock(tx: EntityManager, userId: string, provider: string): Promise<ConnectionEntity | null> {
    return tx.findOne(ConnectionEntity, {
      where: { userId, provider },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Makes the user's one connection to the provider `connected` and locks it; returns its id. */
  async connect(
    tx: EntityManager,
    userId: string,
    provider: string,
    { verification, problem, isEnabled }: SavedKey,
  ): Promise<string> {
    const [row] = await tx.query<{ id: string }[]>(
      `INSERT INTO connections AS c
         (user_id, provider, status, is_enabled, verification, connected_at,
          last_verified_at, last_error, last_error_at)
       VALUES ($1, $2, 'connected', $3, $4, now(),
          CASE WHEN $4::text = 'valid' THEN now() END, $5::text,
          CASE WHEN $5::text IS NOT NULL THEN now() END)
       ON CONFLICT (user_id, provider) DO UPDATE SET
         status = excluded.status, is_enabled = excluded.is_enabled,
         verification = excluded.verification,
         connected_at = CASE WHEN c.status = 'connected' THEN c.connected_at ELSE now() END,
         disconnected_at = NULL, last_verified_at = excluded.last_verified_at,
         last_error = excluded.last_error, last_error_at = excluded.last_error_at
       RETURNING id`,
      [userId, provider, isEnabled, verification, problem],
    );
    if (row === undefined) throw new Error('the upsert returned no row');
    return row.id;
  }

  async setEnabled(tx: EntityManager, id: string, isEnabled: boolean): Promise<void> {
    await tx.update(ConnectionEntity, { id }, { isEnabled });
  }

  /** Forgets everything that was known of the credential. */
  async disconnect(tx: EntityManager, id: string): Promise<void> {
    await tx.query(
      `UPDATE connections SET
         status = 'disconnected', is_enabled = false, verification = NULL, last_verified_at = NULL,
         last_error = NULL, last_error_at = NULL, token_expires_at = NULL, disconnected_at = now()
       WHERE id = $1`,
      [id],
    );
  }

  async markInvalid(tx: EntityManager, id: string, reason: string): Promise<void> {
    await tx.query(
      `UPDATE connections SET
         status = 'error', verification = 'invalid', last_error = $2, last_error_at = now()
       WHERE id = $1`,
      [id, reason],
    );
  }
}
