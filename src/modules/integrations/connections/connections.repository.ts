import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ConnectionEntity } from './connection.entity.js';

/** What is known of an account at the moment it is connected. */
export interface NewConnection {
  readonly verification: 'valid' | 'unverified';
  /** Why it is unverified. */
  readonly problem: string | null;
  readonly isEnabled: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** How long access lasts from now on, in seconds; null where it does not end. */
export interface AccessTimes {
  readonly accessEnds: number | null;
  readonly refreshEnds: number | null;
  /** When to renew it; null where it is not renewed. */
  readonly due: number | null;
}

const ENDLESS: AccessTimes = { accessEnds: null, refreshEnds: null, due: null };

/** Whoever is at a renewal learns that it concerns nobody any more. */
export const NOBODY_RENEWS = `
  refresh_attempts = 0, refresh_failing_since = NULL, refresh_lease = NULL, refresh_lease_until = NULL`;

const CONNECT = `INSERT INTO connections AS c
     (user_id, provider, status, is_enabled, verification, metadata, connected_at,
      last_verified_at, last_error, last_error_at, token_expires_at, refresh_token_expires_at,
      refresh_due_at)
   VALUES ($1, $2, 'connected', $3, $4, $6, now(),
      CASE WHEN $4::text = 'valid' THEN now() END, $5::text,
      CASE WHEN $5::text IS NOT NULL THEN now() END, now() + make_interval(secs => $7),
      now() + make_interval(secs => $8), now() + make_interval(secs => $9))
   ON CONFLICT (user_id, provider) DO UPDATE SET
     status = excluded.status, is_enabled = excluded.is_enabled,
     verification = excluded.verification, metadata = excluded.metadata,
     connected_at = now(),
     disconnected_at = NULL, connecting_until = NULL,
     last_verified_at = excluded.last_verified_at,
     last_error = excluded.last_error, last_error_at = excluded.last_error_at,
     token_expires_at = excluded.token_expires_at, last_refreshed_at = NULL,
     refresh_token_expires_at = excluded.refresh_token_expires_at,
     refresh_due_at = excluded.refresh_due_at, ${NOBODY_RENEWS}
   RETURNING id`;

/** What services may see as well as users. */
const KEY_COLUMNS = {
  id: true,
  userId: true,
  provider: true,
  status: true,
  isEnabled: true,
  verification: true,
  lastVerifiedAt: true,
} as const;

/** A connection as far as its key is concerned. */
export type KeyRow = Pick<ConnectionEntity, keyof typeof KEY_COLUMNS>;

@Injectable()
export class ConnectionsRepository {
  find(tx: EntityManager, userId: string, provider: string): Promise<KeyRow | null> {
    return tx.findOne(ConnectionEntity, { where: { userId, provider }, select: KEY_COLUMNS });
  }

  /** As {@link find}; the row stays locked until the transaction ends. */
  lock(tx: EntityManager, userId: string, provider: string): Promise<KeyRow | null> {
    return tx.findOne(ConnectionEntity, {
      where: { userId, provider },
      select: KEY_COLUMNS,
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** All that is known of a connection, for its user. */
  read(tx: EntityManager, userId: string, provider: string): Promise<ConnectionEntity | null> {
    return tx.findOneBy(ConnectionEntity, { userId, provider });
  }

  /** All connections of a user. */
  list(tx: EntityManager, userId: string): Promise<ConnectionEntity[]> {
    return tx.findBy(ConnectionEntity, { userId });
  }

  /** Makes the user's one connection to the provider `connected` and locks it; returns its id. */
  async connect(
    tx: EntityManager,
    userId: string,
    provider: string,
    { verification, problem, isEnabled, metadata }: NewConnection,
    { accessEnds, refreshEnds, due }: AccessTimes = ENDLESS,
  ): Promise<string> {
    const [row] = await tx.query<{ id: string }[]>(CONNECT, [
      userId,
      provider,
      isEnabled,
      verification,
      problem,
      JSON.stringify(metadata),
      accessEnds,
      refreshEnds,
      due,
    ]);
    if (row === undefined) throw new Error('the upsert returned no row');
    return row.id;
  }

  /** Notes that the user was sent to the provider; what is connected stays so until they are back. */
  async depart(
    tx: EntityManager,
    userId: string,
    provider: string,
    seconds: number,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO connections AS c (user_id, provider, status, connecting_until)
       VALUES ($1, $2, 'connecting', now() + make_interval(secs => $3))
       ON CONFLICT (user_id, provider) DO UPDATE SET
         status = excluded.status, connecting_until = excluded.connecting_until
       WHERE c.status IN ('disconnected', 'connecting')`,
      [userId, provider, seconds],
    );
  }

  /** The user is back, and nothing came of it. */
  async comeBack(tx: EntityManager, userId: string, provider: string): Promise<void> {
    await tx.query(
      `UPDATE connections SET status = 'disconnected', connecting_until = NULL
       WHERE user_id = $1 AND provider = $2 AND status = 'connecting'`,
      [userId, provider],
    );
  }

  /** Whether the user ended it after a time; the row stays locked until the transaction ends. */
  async wasEndedSince(
    tx: EntityManager,
    userId: string,
    provider: string,
    since: Date,
  ): Promise<boolean> {
    const [row] = await tx.query<{ ended: boolean | null }[]>(
      `SELECT disconnected_at > $3 AS ended FROM connections
        WHERE user_id = $1 AND provider = $2 FOR UPDATE`,
      [userId, provider, since],
    );
    return row?.ended === true;
  }

  async setEnabled(tx: EntityManager, id: string, isEnabled: boolean): Promise<void> {
    await tx.update(ConnectionEntity, { id }, { isEnabled });
  }

  /** Forgets everything that was known of the account. */
  async disconnect(tx: EntityManager, id: string): Promise<void> {
    await tx.query(
      `UPDATE connections SET
         status = 'disconnected', is_enabled = false, verification = NULL, last_verified_at = NULL,
         metadata = '{}', last_error = NULL, last_error_at = NULL, token_expires_at = NULL,
         connecting_until = NULL,
         last_refreshed_at = NULL, disconnected_at = now(), refresh_token_expires_at = NULL,
         refresh_due_at = NULL, ${NOBODY_RENEWS}
       WHERE id = $1`,
      [id],
    );
  }

  /** The provider accepts the credential. */
  async markValid(
    tx: EntityManager,
    id: string,
    metadata: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await tx.query(
      `UPDATE connections SET
         connected_at = CASE WHEN status = 'connected' THEN connected_at ELSE now() END,
         status = 'connected', verification = 'valid', metadata = $2,
         last_verified_at = now(), last_error = NULL, last_error_at = NULL
       WHERE id = $1`,
      [id, JSON.stringify(metadata)],
    );
  }

  /** Replaces some members of the metadata. */
  async choose(
    tx: EntityManager,
    id: string,
    members: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await tx.query(`UPDATE connections SET metadata = metadata || $2::jsonb WHERE id = $1`, [
      id,
      JSON.stringify(members),
    ]);
  }

  async markInvalid(tx: EntityManager, id: string, reason: string): Promise<void> {
    await tx.query(
      `UPDATE connections SET
         status = 'error', verification = 'invalid', last_error = $2, last_error_at = now()
       WHERE id = $1`,
      [id, reason],
    );
  }

  /** Notes what went wrong; where the connection stands is left alone. */
  async noteError(tx: EntityManager, id: string, reason: string): Promise<void> {
    await tx.query(`UPDATE connections SET last_error = $2, last_error_at = now() WHERE id = $1`, [
      id,
      reason,
    ]);
  }
}
