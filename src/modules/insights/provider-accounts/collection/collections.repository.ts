import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Longer than a run may take; whoever died holds up nobody for longer. */
const LEASE_SECONDS = 180;
/** Nobody asks about an account more often, whoever wants to, in whatever replica. */
const REST_SECONDS = 60;
/** A provider that wants to be left alone for longer is asked after a day all the same. */
const MAX_REST_SECONDS = 86_400;

// What lies in the future was written before the clock of the database was set back, or since this
// transaction began.
const IS_FREE = `(lease_until IS NULL
  OR lease_until NOT BETWEEN now() AND now() + make_interval(secs => ${2 * LEASE_SECONDS}))`;
const HAS_RESTED = `(rest_until IS NULL
  OR rest_until NOT BETWEEN now() AND now() + make_interval(secs => ${MAX_REST_SECONDS + REST_SECONDS}))`;
const TAKE = `lease = gen_random_uuid(), rest_until = now() + make_interval(secs => ${REST_SECONDS}),
  lease_until = now() + make_interval(secs => ${LEASE_SECONDS})`;
const TAKEN = `connection_id AS "connectionId", user_id AS "userId", provider, lease`;

/** All that is read of an account. */
const READ_TABLES = [
  'provider_usage',
  'provider_usage_months',
  'provider_coverage',
  'provider_documents',
  'provider_coding_days',
];

/** An account that one process reads at the moment. */
export interface Taken {
  readonly connectionId: string;
  readonly userId: string;
  readonly provider: string;
  readonly lease: string;
}

/**
 * `waiting`: nothing was read yet with this credential. `collecting`: there is more of the past to read. `complete`: all that the
 * provider tells of is known. `inconsistent`: it is, and the provider contradicts itself.
 */
export type CollectionStatus =
  | 'waiting'
  | 'collecting'
  | 'complete'
  | 'inconsistent'
  | 'unreadable'
  | 'unreachable'
  | 'refused'
  | 'no_account';

/** How the collection of an account stands. */
export interface Collection {
  readonly connectionId: string;
  readonly provider: string;
  readonly account: string | null;
  readonly status: CollectionStatus;
  readonly reason: string | null;
  readonly failures: number;
  /** When everything that was asked for was last read with the present credential. */
  readonly syncedAt: Date | null;
  /** Whether it should have been read since. */
  readonly isLate: boolean;
}

/** How a run ended. */
export interface Outcome {
  readonly status: CollectionStatus;
  readonly reason: string | null;
  readonly isSynced: boolean;
  readonly failures: number;
  /** When to go on, in seconds; `night`: after the next midnight of UTC. */
  readonly again: number | 'night';
  /** For how many seconds the provider wants to be left alone, whoever asks. */
  readonly rest?: number | undefined;
}

/** Somebody else has taken the account over, or the connection was ended. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Who reads which account; times are those of the database, and clocks need not agree. */
@Injectable()
export class CollectionsRepository {
  /** Takes the account that has been due for longest; in the context of the service `insights`. */
  async takeDue(tx: EntityManager, providers: readonly string[]): Promise<Taken | undefined> {
    const [[row]] = await tx.query<[Taken[], number]>(
      `WITH due AS (
           SELECT connection_id AS id FROM provider_collections
            WHERE due_at <= now() AND provider = ANY ($1) AND ${IS_FREE} AND ${HAS_RESTED}
            ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       UPDATE provider_collections c SET ${TAKE} FROM due WHERE c.connection_id = due.id
         RETURNING ${TAKEN}`,
      [providers],
    );
    return row;
  }

  /** Takes one account of the user, whether it is due or not; undefined when it has to rest. */
  async take(tx: EntityManager, connectionId: string): Promise<Taken | undefined> {
    const [[row]] = await tx.query<[Taken[], number]>(
      `UPDATE provider_collections SET ${TAKE}
        WHERE connection_id = $1 AND ${IS_FREE} AND ${HAS_RESTED} RETURNING ${TAKEN}`,
      [connectionId],
    );
    return row;
  }

  /** Makes sure that an account that was connected is read soon. */
  async begin(tx: EntityManager, userId: string, providers: readonly string[]): Promise<void> {
    await tx.query(
      `INSERT INTO provider_collections (connection_id, user_id, provider)
         SELECT id, user_id, provider FROM connections
          WHERE user_id = $1 AND provider = ANY ($2) AND status NOT IN ('disconnected', 'connecting')
         ON CONFLICT (connection_id) DO NOTHING`,
      [userId, providers],
    );
  }

  async makeDue(tx: EntityManager, userId: string, provider: string): Promise<void> {
    await tx.query(
      `UPDATE provider_collections SET due_at = now() WHERE user_id = $1 AND provider = $2`,
      [userId, provider],
    );
  }

  async read(tx: EntityManager, userId: string, provider: string): Promise<Collection | undefined> {
    const [row] = await tx.query<Collection[]>(
      `SELECT connection_id AS "connectionId", provider, account, status, reason, failures,
           synced_at AS "syncedAt",
           synced_at IS NULL OR synced_at < now() - interval '36 hours' AS "isLate"
         FROM provider_collections WHERE user_id = $1 AND provider = $2`,
      [userId, provider],
    );
    return row;
  }

  /**
   * Locks the account for the transaction.
   * @throws {Superseded} unless it is still the caller’s
   */
  async hold(tx: EntityManager, { connectionId, lease }: Taken): Promise<void> {
    const rows = await tx.query<object[]>(
      `SELECT FROM provider_collections WHERE connection_id = $1 AND lease = $2 FOR UPDATE`,
      [connectionId, lease],
    );
    if (rows.length === 0) throw new Superseded();
  }

  /**
   * Notes whose account it is, null for nobody’s. All that was read of another one, or of one that had no
   * name, is forgotten, and so is the plan that the user declared before they connected this one.
   */
  async settle(
    tx: EntityManager,
    { userId, connectionId }: Taken,
    account: string | null,
  ): Promise<void> {
    const [rows] = await tx.query<[object[], number]>(
      `UPDATE provider_collections SET account = $2
        WHERE connection_id = $1 AND ($2::text IS NULL OR account IS DISTINCT FROM $2)
        RETURNING connection_id`,
      [connectionId, account],
    );
    if (rows.length === 0) return;
    for (const table of READ_TABLES) {
      await tx.query(`DELETE FROM ${table} WHERE user_id = $1 AND connection_id = $2`, [
        userId,
        connectionId,
      ]);
    }
    await tx.query(
      `DELETE FROM provider_plans p USING connections c
        WHERE p.user_id = $1 AND p.connection_id = $2 AND c.id = p.connection_id
          AND p.declared_at < c.connected_at`,
      [userId, connectionId],
    );
  }

  /** Gives the account back. Nights are spread over four hours, so that not everybody is asked at once. */
  async finish(tx: EntityManager, { connectionId }: Taken, outcome: Outcome): Promise<void> {
    const { status, reason, isSynced, failures, again, rest = 0 } = outcome;
    await tx.query(
      `UPDATE provider_collections SET
         status = $2, reason = $3, failures = $4, lease = NULL, lease_until = NULL,
         rest_until = greatest(rest_until, now() + make_interval(secs => least($7::float, ${MAX_REST_SECONDS}))),
         synced_at = CASE WHEN $5 THEN now() ELSE synced_at END,
         due_at = CASE WHEN $6::float IS NOT NULL THEN now() + make_interval(secs => $6)
           ELSE (date_trunc('day', now() AT TIME ZONE 'UTC') + interval '25 hours'
             + random() * interval '4 hours') AT TIME ZONE 'UTC' END
       WHERE connection_id = $1`,
      [connectionId, status, reason, failures, isSynced, again === 'night' ? null : again, rest],
    );
  }
}
