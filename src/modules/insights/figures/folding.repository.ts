import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FREE_FAILURES } from '../../execution/index.js';
import { countBetween, countNoted } from './fold.js';
import { runsFold } from './fold-runs.js';
import { salesFold } from './fold-sales.js';
import type { OwnersZone, Stretch } from './zones.repository.js';

const FOLDS = [salesFold, runsFold(FREE_FAILURES)];
const TAKE = FOLDS.map(countNoted);
const BUILD = FOLDS.map(countBetween);

/** Up to when figures are whole. */
export interface Freshness {
  readonly asOf: Date;
  readonly isStale: boolean;
  /** Whether all that is booked is counted. */
  readonly isWhole: boolean;
}

/** What is not counted yet was noted in this order; what is older is counted, or not booked yet. */
const OLDEST = `
  SELECT now() AS now, least((SELECT min(noted_at) FROM unfolded_journals),
                             (SELECT min(noted_at) FROM unfolded_runs)) AS oldest`;

const STALE = `interval '5 minutes'`;

/** Counts what was booked, in the days of those zones that its owners ask for. */
@Injectable()
export class FoldingRepository {
  /** Nothing of it waits: whoever counts at the moment leaves the notes until they end. */
  async freshness(tx: EntityManager): Promise<Freshness> {
    const [row] = await tx.query<{ asOf: Date; isStale: boolean; isWhole: boolean }[]>(
      `SELECT coalesce(oldest, now) AS "asOf", coalesce(oldest < now - ${STALE}, false) AS "isStale",
              oldest IS NULL AS "isWhole" FROM (${OLDEST}) o`,
    );
    if (row === undefined) throw new Error('a sum has one row');
    return row;
  }

  /** Counts what at most so many notes of each kind name. @returns whether more may be left */
  async count(tx: EntityManager, limit: number): Promise<boolean> {
    let isMore = false;
    for (const statement of TAKE) {
      const [row] = await tx.query<{ taken: number }[]>(statement, [limit]);
      isMore ||= row?.taken === limit;
    }
    return isMore;
  }

  /** Counts what was booked from a moment until before another into a zone that begins with the latter. */
  async countBack(
    tx: EntityManager,
    { ownerId, tz }: OwnersZone,
    { from, to }: Stretch,
  ): Promise<void> {
    for (const statement of BUILD) await tx.query(statement, [ownerId, tz, from, to]);
    await tx.query(`UPDATE figure_zones SET known_from = $3 WHERE owner_id = $1 AND tz = $2`, [
      ownerId,
      tz,
      from,
    ]);
  }
}
