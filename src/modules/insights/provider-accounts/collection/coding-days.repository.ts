import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Day } from '../../series/period.js';
import type { CodingEntry } from '../reporting/usage-reporter.js';
import type { Account } from './usage.repository.js';

/** E-mail addresses of people who may not know of this server are kept no longer. */
const KEPT_DAYS = 90;

/** What one person, or one key, did with a coding tool over some days. */
export interface CodingTotal {
  readonly kind: 'user' | 'api_key' | 'other';
  readonly name: string;
  readonly activeDays: number;
  readonly sessions: string;
  readonly linesAdded: string;
  readonly linesRemoved: string;
  readonly commits: string;
  readonly pullRequests: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly cacheReadTokens: string;
  readonly cacheWriteTokens: string;
  readonly cost: string | null;
}

const REPLACE = `
  INSERT INTO provider_coding_days (connection_id, user_id, day, actor_kind, actor, sessions,
      lines_added, lines_removed, commits, pull_requests, input_tokens, output_tokens,
      cache_read_tokens, cache_write_tokens, cost)
  SELECT $1, $2, $3, kind, name, sum(sessions), sum("linesAdded"), sum("linesRemoved"),
      sum(commits), sum("pullRequests"), sum(input), sum(output), sum("cacheRead"), sum("cacheWrite"),
      CASE WHEN count(cost) = count(*) THEN sum(cost) END
    FROM jsonb_to_recordset($4::jsonb) AS e (kind text, name text, sessions numeric,
      "linesAdded" numeric, "linesRemoved" numeric, commits numeric, "pullRequests" numeric,
      input numeric, output numeric, "cacheRead" numeric, "cacheWrite" numeric, cost numeric)
   GROUP BY kind, name`;

const TOTALS = `
  SELECT actor_kind AS kind, actor AS name, count(DISTINCT day)::int AS "activeDays",
      sum(sessions)::text AS sessions, sum(lines_added)::text AS "linesAdded",
      sum(lines_removed)::text AS "linesRemoved", sum(commits)::text AS commits,
      sum(pull_requests)::text AS "pullRequests", sum(input_tokens)::text AS "inputTokens",
      sum(output_tokens)::text AS "outputTokens", sum(cache_read_tokens)::text AS "cacheReadTokens",
      sum(cache_write_tokens)::text AS "cacheWriteTokens",
      CASE WHEN count(cost) = count(*) THEN trim_scale(sum(cost))::text END AS cost
    FROM provider_coding_days
   WHERE user_id = $1 AND connection_id = $2 AND day >= $3 AND day < $4
   GROUP BY actor_kind, actor ORDER BY sum(sessions) DESC, actor LIMIT $5`;

/** Who worked with a coding tool; their names are personal data, and go with the connection. */
@Injectable()
export class CodingDaysRepository {
  async replace(
    tx: EntityManager,
    { connectionId, userId }: Account,
    day: Day,
    entries: readonly CodingEntry[],
  ): Promise<void> {
    await tx.query(`DELETE FROM provider_coding_days WHERE connection_id = $1 AND day = $2`, [
      connectionId,
      day,
    ]);
    const flat = entries.map(({ actor, tokens, ...rest }) => ({ ...rest, ...actor, ...tokens }));
    await tx.query(REPLACE, [connectionId, userId, day, JSON.stringify(flat)]);
  }

  /** The busiest first. */
  totals(
    tx: EntityManager,
    { connectionId, userId }: Pick<Account, 'connectionId' | 'userId'>,
    from: Day,
    to: Day,
    atMost: number,
  ): Promise<CodingTotal[]> {
    return tx.query<CodingTotal[]>(TOTALS, [userId, connectionId, from, to, atMost]);
  }

  /** Forgets what has been kept for long enough; in the context of the service `insights`. */
  async forgetOld(tx: EntityManager): Promise<void> {
    await tx.query(
      `DELETE FROM provider_coding_days WHERE day < (now() AT TIME ZONE 'UTC')::date - $1::int`,
      [KEPT_DAYS],
    );
  }
}
