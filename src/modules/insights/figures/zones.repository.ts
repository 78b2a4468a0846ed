import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { accountLock } from '../../../common/database/index.js';

/** Days of one user, parted by the midnights of one zone. */
export interface OwnersZone {
  readonly ownerId: string;
  readonly tz: string;
}

/** What is known of it. */
export interface ZoneState {
  /** The first day that is in it whole; null when all are. */
  readonly knownFrom: string | null;
  readonly isWhole: boolean;
  /** It was not noted for some seconds that somebody asks for it. */
  readonly isUnnoted: boolean;
}

/** A stretch of time, as PostgreSQL writes it. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** What is counted in one transaction when a zone is new: calls of the largest owners take less than a second. */
const STRETCH = `interval '92 days'`;
const MAX_ZONES = 8;
/** For so long a zone that was asked for keeps its place: it is built and read within. */
const KEPT_SECONDS = 60;
/** So often a zone that is asked for again and again is noted as such. */
const NOTED_SECONDS = 20;

const NEXT = `
  SELECT "to"::text, CASE WHEN first < start THEN start ELSE '-infinity' END::text AS "from"
    FROM (SELECT known_from AS "to",
                 CASE WHEN isfinite(known_from) THEN known_from ELSE now() END - ${STRETCH} AS start,
                 least((SELECT min(created_at) FROM ledger_entries WHERE owner_id = $1),
                       (SELECT min(created_at) FROM x402_prompt_template_usage_logs
                         WHERE owner_id = $1)) AS first
            FROM figure_zones WHERE owner_id = $1 AND tz = $2 AND known_from > '-infinity') z`;

const KEPT = `make_interval(secs => ${KEPT_SECONDS})`;
/** What is asked for unless somebody says otherwise, and what budgets add up, takes nobody's place. */
const ALWAYS = `tz = 'UTC' OR tz IN (SELECT tz FROM budgets WHERE user_id = $1)`;
/** Zones without a place beside a new one, and in how many seconds each may go; null for now. */
const OVER = `
  SELECT owner_id AS "ownerId", tz,
         CASE WHEN asked_at BETWEEN now() - ${KEPT} AND now() + ${KEPT}
           THEN ceil(extract(epoch FROM asked_at + ${KEPT} - now()))::int END AS "goesIn"
    FROM figure_zones WHERE owner_id = $1 AND NOT (${ALWAYS}) ORDER BY asked_at DESC, tz OFFSET ${MAX_ZONES - 1}`;

const OLD = `
  SELECT owner_id AS "ownerId", tz FROM figure_zones
   WHERE asked_at < now() - interval '90 days'
      OR lower(tz) NOT IN (SELECT lower(name) FROM pg_timezone_names UNION ALL SELECT 'utc')
   ORDER BY asked_at LIMIT $1`;

/** Whose days are parted by what zones, and how far back. */
@Injectable()
export class ZonesRepository {
  /** As the user. Undefined when nobody asked for it yet. */
  async find(tx: EntityManager, { ownerId, tz }: OwnersZone): Promise<ZoneState | undefined> {
    const [row] = await tx.query<ZoneState[]>(
      `SELECT CASE WHEN isfinite(known_from)
                THEN to_char((known_from AT TIME ZONE tz)::date + 1, 'YYYY-MM-DD') END AS "knownFrom",
              known_from = '-infinity' AS "isWhole",
              asked_at < now() - make_interval(secs => ${NOTED_SECONDS}) AS "isUnnoted"
         FROM figure_zones WHERE owner_id = $1 AND tz = $2 AND known_from < 'infinity'`,
      [ownerId, tz],
    );
    return row;
  }

  /** Notes that a zone is asked for. @returns false when it is not there */
  async note(tx: EntityManager, { ownerId, tz }: OwnersZone): Promise<boolean> {
    const [, noted] = await tx.query<[unknown, number]>(
      `UPDATE figure_zones SET asked_at = now() WHERE owner_id = $1 AND tz = $2`,
      [ownerId, tz],
    );
    return noted > 0;
  }

  /**
   * Begins a zone, or notes that it is asked for. Beyond eight, the one that was asked for least lately goes, but
   * none that was within the last minute: somebody may be about to read it. UTC and the zones of budgets come on
   * top, and stay.
   * @returns in how many seconds there is a place, when there is none
   */
  async ask(tx: EntityManager, zone: OwnersZone): Promise<number | undefined> {
    if (await this.note(tx, zone)) return undefined;
    if (!(await this.hasPlace(tx, zone))) {
      const over = await tx.query<(OwnersZone & { goesIn: number | null })[]>(OVER, [zone.ownerId]);
      const [first] = over;
      if (first !== undefined && first.goesIn !== null) return Math.max(1, first.goesIn);
      for (const one of over) await this.forget(tx, one);
    }
    await tx.query(
      `INSERT INTO figure_zones (owner_id, tz) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [zone.ownerId, zone.tz],
    );
    return undefined;
  }

  /** What is to be counted next into a zone; undefined when it is whole. */
  async nextStretch(tx: EntityManager, { ownerId, tz }: OwnersZone): Promise<Stretch | undefined> {
    const [stretch] = await tx.query<Stretch[]>(NEXT, [ownerId, tz]);
    return stretch;
  }

  /** Zones that some server began and did not end. */
  unfinished(tx: EntityManager, limit: number): Promise<OwnersZone[]> {
    return tx.query<OwnersZone[]>(
      `SELECT owner_id AS "ownerId", tz FROM figure_zones WHERE known_from > '-infinity'
        ORDER BY asked_at LIMIT $1`,
      [limit],
    );
  }

  /** Zones that nobody asked for in 90 days, and those that the database does not know any more. */
  old(tx: EntityManager, limit: number): Promise<OwnersZone[]> {
    return tx.query<OwnersZone[]>(OLD, [limit]);
  }

  private async hasPlace(tx: EntityManager, { ownerId, tz }: OwnersZone): Promise<boolean> {
    const [row] = await tx.query<{ always: boolean }[]>(
      `SELECT ${ALWAYS} AS always FROM (VALUES ($2::text)) AS asked (tz)`,
      [ownerId, tz],
    );
    return row?.always === true;
  }

  /** Waits until nobody reads anything of the user's: they would find half of it gone. */
  async forget(tx: EntityManager, { ownerId, tz }: OwnersZone): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [accountLock(ownerId)]);
    for (const table of ['figure_zones', 'sales_days', 'run_days']) {
      await tx.query(`DELETE FROM ${table} WHERE owner_id = $1 AND tz = $2`, [ownerId, tz]);
    }
  }
}
