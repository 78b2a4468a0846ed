import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** The time in which `callsPerMinute` counts. */
export const WINDOW_MS = 60_000;

/** A call that is about to run. */
export interface Reservation {
  readonly callId: string;
  readonly resourceId: string;
  /** The day (UTC) it counts for, `YYYY-MM-DD`. */
  readonly day: string;
  readonly createdAt: Date;
  /** Null while it waits for its money. */
  readonly startedAt: Date | null;
  /** The most it can cost, in 10^-9 USD; null where no spend is counted. */
  readonly costBound: bigint | null;
}

/** How many calls of a resource there are. */
export interface Standing {
  /** Reserved and not closed. */
  readonly running: number;
  /** Reserved since the moment that was asked for. */
  readonly recent: number;
  /** The first of the recent ones. */
  readonly firstRecentAt: Date | null;
}

/** What a resource may have cost in a day, in 10^-9 USD. */
export interface Spending {
  readonly spent: bigint;
  readonly reserved: bigint;
  /** Whether the limit kept a call from running before. */
  readonly isReached: boolean;
}

/** Counts calls and what they cost, in the context of the services `execution` and `payments`. */
@Injectable()
export class ReservationsRepository {
  /** Until the transaction ends, nobody else reserves calls of this resource. */
  async lock(tx: EntityManager, resourceId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('limits ' || $1, 0))`, [
      resourceId,
    ]);
  }

  async standing(tx: EntityManager, resourceId: string, since: Date): Promise<Standing> {
    const [row] = await tx.query<Standing[]>(
      `SELECT count(*) FILTER (WHERE closed_at IS NULL)::integer AS running,
              count(*) FILTER (WHERE created_at > $2)::integer AS recent,
              min(created_at) FILTER (WHERE created_at > $2) AS "firstRecentAt"
         FROM call_reservations
        WHERE resource_id = $1 AND (closed_at IS NULL OR created_at > $2)`,
      [resourceId, since],
    );
    return row ?? { running: 0, recent: 0, firstRecentAt: null };
  }

  /** Begins the count of a day with what the log of runs knows of it. Needs the lock. */
  async openDay(tx: EntityManager, resourceId: string, day: string): Promise<void> {
    await tx.query(
      `INSERT INTO resource_spending (resource_id, day, carried_nano_usd)
       SELECT $1, $2, coalesce(sum(provider_cost_nano_usd), 0)
         FROM x402_prompt_template_usage_logs
        WHERE resource_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE 'UTC'
       HAVING NOT EXISTS (SELECT FROM resource_spending WHERE resource_id = $1 AND day = $2)`,
      [resourceId, day],
    );
  }

  async spending(tx: EntityManager, resourceId: string, day: string): Promise<Spending> {
    const [row] = await tx.query<{ spent: string; reserved: string; reached: boolean }[]>(
      `SELECT carried_nano_usd + spent_nano_usd AS spent, reserved_nano_usd AS reserved,
              reached_at IS NOT NULL AS reached
         FROM resource_spending WHERE resource_id = $1 AND day = $2`,
      [resourceId, day],
    );
    const { spent = 0, reserved = 0, reached = false } = row ?? {};
    return { spent: BigInt(spent), reserved: BigInt(reserved), isReached: reached };
  }

  async noteReached(tx: EntityManager, resourceId: string, day: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE resource_spending SET reached_at = $3 WHERE resource_id = $1 AND day = $2`,
      [resourceId, day, now],
    );
  }

  /** Needs the day to be open where spend is counted. */
  async insert(tx: EntityManager, reservation: Reservation): Promise<void> {
    const { callId, resourceId, day, createdAt, startedAt, costBound } = reservation;
    await tx.query(
      `INSERT INTO call_reservations
         (call_id, resource_id, day, created_at, started_at, reserved_nano_usd)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [callId, resourceId, day, createdAt, startedAt, costBound?.toString()],
    );
    if (costBound === null) return;
    await tx.query(
      `UPDATE resource_spending SET reserved_nano_usd = reserved_nano_usd + $3
        WHERE resource_id = $1 AND day = $2`,
      [resourceId, day, costBound.toString()],
    );
  }

  /** False when no reservation of the call waits to be started. */
  async start(tx: EntityManager, callId: string, now: Date): Promise<boolean> {
    const [, started] = await tx.query<[unknown, number]>(
      `UPDATE call_reservations SET started_at = $2
        WHERE call_id = $1 AND closed_at IS NULL AND started_at IS NULL`,
      [callId, now],
    );
    return started > 0;
  }

  /**
   * Closes what is open of a call. Where nobody knows what it cost, everything that was reserved
   * counts as spent; nothing, when it never started.
   */
  async close(tx: EntityManager, callId: string, now: Date, cost: bigint | null): Promise<void> {
    await tx.query(closing('call_id = $2'), [now, callId, cost?.toString()]);
  }

  /** Closes like {@link close}, at most `limit` of those made before. @returns how many */
  async closeOlder(tx: EntityManager, before: Date, now: Date, limit: number): Promise<number> {
    const [row] = await tx.query<{ closed: number }[]>(
      closing(`id IN (SELECT id FROM call_reservations
        WHERE closed_at IS NULL AND created_at < $2 LIMIT ${limit} FOR UPDATE SKIP LOCKED)`),
      [now, before, null],
    );
    return row?.closed ?? 0;
  }

  /** Gives back at most `limit` places of calls that did not start since before. @returns how many */
  async closeWaiting(tx: EntityManager, before: Date, now: Date, limit: number): Promise<number> {
    const [row] = await tx.query<{ closed: number }[]>(
      closing(`id IN (SELECT id FROM call_reservations
        WHERE closed_at IS NULL AND started_at IS NULL AND created_at < $2
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`),
      [now, before, null],
    );
    return row?.closed ?? 0;
  }

  /** Forgets at most `limit` of those closed before; the sums of their days stay for some days more. */
  async purge(tx: EntityManager, before: Date, limit: number): Promise<number> {
    const [, purged] = await tx.query<[unknown, number]>(
      `DELETE FROM call_reservations WHERE id IN (
         SELECT id FROM call_reservations WHERE closed_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [before, limit],
    );
    return purged;
  }

  /** Forgets the sums of at most `limit` days before one, `YYYY-MM-DD`. @returns how many */
  async forgetDays(tx: EntityManager, before: string, limit: number): Promise<number> {
    const [, forgotten] = await tx.query<[unknown, number]>(
      `DELETE FROM resource_spending WHERE (resource_id, day) IN (
         SELECT resource_id, day FROM resource_spending WHERE day < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [before, limit],
    );
    return forgotten;
  }
}

/** $1: now, $3: the cost if it is known. */
function closing(which: string): string {
  return `
    WITH closed AS (
      UPDATE call_reservations
         SET closed_at = $1,
             spent_nano_usd = CASE WHEN reserved_nano_usd IS NULL THEN NULL
               ELSE coalesce($3, CASE WHEN started_at IS NULL THEN 0 ELSE reserved_nano_usd END) END
       WHERE closed_at IS NULL AND ${which}
      RETURNING resource_id, day, reserved_nano_usd AS reserved, spent_nano_usd AS spent
    ), counted AS (
      UPDATE resource_spending s
         SET reserved_nano_usd = s.reserved_nano_usd - c.reserved,
             spent_nano_usd = s.spent_nano_usd + c.spent
        FROM (SELECT resource_id, day, sum(reserved) AS reserved, sum(spent) AS spent
                FROM closed WHERE reserved IS NOT NULL GROUP BY resource_id, day) c
       WHERE s.resource_id = c.resource_id AND s.day = c.day
    )
    SELECT count(*)::integer AS closed FROM closed`;
}
