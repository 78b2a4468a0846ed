import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Failure } from './access-times.js';
import { type AccessTimes, NOBODY_RENEWS } from './connections.repository.js';

/** Longer than a token endpoint is waited for; whoever died holds up nobody for longer. */
export const LEASE_SECONDS = 60;

/** So soon after a failure nobody asks again, whoever wants to. */
const COOL_DOWN_SECONDS = 30;

const LEASE = `
  refresh_lease = gen_random_uuid(), refresh_lease_until = now() + make_interval(secs => ${LEASE_SECONDS})`;
// One that ends much later than any can was given before the clock of the database was set back; a little
// later than now, one that was given since this transaction began.
const IS_FREE = `(refresh_lease_until IS NULL
  OR refresh_lease_until NOT BETWEEN now() AND now() + make_interval(secs => ${2 * LEASE_SECONDS}))`;

/** A connection whose access is due to be renewed, taken by one process. */
export interface DueConnection {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly lease: string;
  /** Somebody was at it before and did not come to an end. */
  readonly wasInterrupted: boolean;
}

/** What concerns renewals, of a connection that nobody else changes meanwhile. */
interface LockedRow {
  readonly status: string;
  readonly lease: string | null;
  readonly lastError: string | null;
  readonly hasJustFailed: boolean | null;
}

/** Who renews which connection; times are those of the database, and clocks need not agree. */
@Injectable()
export class RenewalsRepository {
  /**
   * Takes the connection of these providers that has been due for longest and that nobody is at; in the
   * context of the service `refresh`.
   */
  async takeDue(
    tx: EntityManager,
    providers: readonly string[],
  ): Promise<DueConnection | undefined> {
    const [[row]] = await tx.query<[DueConnection[], number]>(
      `WITH due AS (
           SELECT id, refresh_lease IS NOT NULL AS was_interrupted FROM connections
            WHERE refresh_due_at <= now() AND status = 'connected' AND provider = ANY ($1)
              AND ${IS_FREE}
            ORDER BY refresh_due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       UPDATE connections c SET ${LEASE} FROM due WHERE c.id = due.id
         RETURNING c.id, c.user_id AS "userId", c.provider, c.refresh_lease AS lease,
           due.was_interrupted AS "wasInterrupted"`,
      [providers],
    );
    return row;
  }

  /** Takes one connection, whether it is due or not; undefined while somebody else is at it. */
  async take(tx: EntityManager, id: string): Promise<string | undefined> {
    const [[row]] = await tx.query<[{ lease: string }[], number]>(
      `UPDATE connections SET ${LEASE} WHERE id = $1 AND ${IS_FREE} RETURNING refresh_lease AS lease`,
      [id],
    );
    return row?.lease;
  }

  /** Locks the row; undefined when it is not there. */
  async lock(tx: EntityManager, id: string): Promise<LockedRow | undefined> {
    const [row] = await tx.query<LockedRow[]>(
      `SELECT status, refresh_lease AS lease, last_error AS "lastError",
           refresh_attempts > 0 AND last_error_at > now() - make_interval(secs => ${COOL_DOWN_SECONDS})
             AS "hasJustFailed"
         FROM connections WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row;
  }

  /** The access was renewed; why the provider refused it before stays until it accepts it again. */
  async renewed(
    tx: EntityManager,
    id: string,
    { accessEnds, refreshEnds, due }: AccessTimes,
  ): Promise<void> {
    await tx.query(
      `UPDATE connections SET
         last_refreshed_at = now(), token_expires_at = now() + make_interval(secs => $2),
         refresh_token_expires_at = coalesce(now() + make_interval(secs => $3), refresh_token_expires_at),
         refresh_due_at = now() + make_interval(secs => $4),
         last_error = CASE WHEN status = 'error' THEN last_error END,
         last_error_at = CASE WHEN status = 'error' THEN last_error_at END, ${NOBODY_RENEWS}
       WHERE id = $1`,
      [id, accessEnds, refreshEnds, due],
    );
  }

  /** What is known of a renewal that has failed once more. */
  async failure(tx: EntityManager, id: string): Promise<Omit<Failure, 'retryAfter'> | undefined> {
    const [row] = await tx.query<Omit<Failure, 'retryAfter'>[]>(
      `SELECT refresh_attempts + 1 AS attempts,
           coalesce(extract(epoch FROM now() - refresh_failing_since), 0)::float AS "failingFor",
           extract(epoch FROM token_expires_at - now())::float AS "accessEnds",
           extract(epoch FROM refresh_token_expires_at - now())::float AS "refreshEnds"
         FROM connections WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** Notes why it failed, and when to try again; where the connection stands is left alone. */
  async postpone(tx: EntityManager, id: string, seconds: number, reason: string): Promise<void> {
    await tx.query(
      `UPDATE connections SET
         refresh_attempts = refresh_attempts + 1,
         refresh_failing_since = coalesce(refresh_failing_since, now()),
         refresh_due_at = now() + make_interval(secs => $2),
         refresh_lease = NULL, refresh_lease_until = NULL,
         last_error = $3, last_error_at = now()
       WHERE id = $1`,
      [id, seconds, reason],
    );
  }

  /** The access is over; what is known of the account stays for when the user connects again. */
  async expire(tx: EntityManager, id: string, reason: string): Promise<void> {
    await tx.query(
      `UPDATE connections SET
         status = 'expired', verification = NULL, last_error = $2, last_error_at = now(),
         token_expires_at = least(token_expires_at, now()), refresh_token_expires_at = NULL,
         refresh_due_at = NULL, ${NOBODY_RENEWS}
       WHERE id = $1`,
      [id, reason],
    );
  }
}
