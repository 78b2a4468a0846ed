import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SourceAnswer } from '../series/source.js';

/** How far the figures of all accounts together reach. */
export type Standing = Pick<SourceAnswer, 'asOf' | 'isStale' | 'knownFrom' | 'knownTo'>;

/**
 * Every account counts that can have figures: what is not known of one, is not known of all. While nothing
 * is, no day is known.
 */
const TOGETHER = `
  SELECT min(v.as_of) AS "asOf",
      CASE WHEN bool_and(v.report IS NOT NULL) THEN max(v.known_from) ELSE t.today END::text
        AS "knownFrom",
      CASE WHEN bool_and(v.report IS NOT NULL) THEN min(v.known_to) ELSE t.today END::text AS "knownTo",
      coalesce(bool_or(c.status IN ('unreachable', 'unreadable', 'refused', 'no_account', 'waiting')
        OR c.synced_at IS NULL OR c.synced_at < now() - interval '36 hours'), false) AS "isStale"
    FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) t
    LEFT JOIN (provider_collections c LEFT JOIN provider_coverage v
        ON v.user_id = c.user_id AND v.connection_id = c.connection_id AND v.report = 'usage')
      ON c.user_id = $1 AND ($2::text IS NULL OR c.provider = $2)
        AND (v.report IS NOT NULL OR c.status <> 'no_account')
   GROUP BY t.today`;

/** How the accounts of a user stand, for whoever shows figures of all of them. */
@Injectable()
export class AccountStandingsRepository {
  async together(
    tx: EntityManager,
    userId: string,
    provider: string | undefined,
  ): Promise<Standing> {
    const [row] = await tx.query<Standing[]>(TOGETHER, [userId, provider ?? null]);
    if (row === undefined) throw new Error('a sum has a row');
    return row;
  }
}
