import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Day } from '../../series/period.js';
import type { Account } from './usage.repository.js';
import type { Coverage } from './windows.js';

export type ReportName = 'usage' | 'coding';

/** A {@link Coverage} as it is kept. */
export interface KnownDays extends Coverage {
  /** Up to when everything is in it, by the provider’s word or by the time of reading. */
  readonly asOf: Date | null;
  readonly fetchedAt: Date;
  /** That was within the last ten minutes. */
  readonly isFresh: boolean;
  /** Days that do not change any more, of which the provider says two things. */
  readonly oddDays: readonly Day[];
}

/** What is written of a window that was read. */
export type NewCoverage = Coverage & Pick<KnownDays, 'oddDays'> & { readonly asOf: Date };

/** Which days of which report are known. */
@Injectable()
export class CoverageRepository {
  async read(
    tx: EntityManager,
    { userId, connectionId }: Pick<Account, 'userId' | 'connectionId'>,
    report: ReportName,
  ): Promise<KnownDays | undefined> {
    const [row] = await tx.query<KnownDays[]>(
      `SELECT known_from::text AS "knownFrom", known_to::text AS "knownTo",
           final_to::text AS "finalTo", window_days AS "windowDays", as_of AS "asOf",
           fetched_at AS "fetchedAt",
           fetched_at > now() - interval '10 minutes' AS "isFresh", odd_days::text[] AS "oddDays"
         FROM provider_coverage WHERE user_id = $1 AND connection_id = $2 AND report = $3`,
      [userId, connectionId, report],
    );
    return row;
  }

  /** From now on, fewer days are asked for at once. */
  async resize(
    tx: EntityManager,
    { userId, connectionId }: Account,
    windowDays: number,
  ): Promise<void> {
    await tx.query(
      `UPDATE provider_coverage SET window_days = $3
        WHERE user_id = $1 AND connection_id = $2 AND report = 'usage'`,
      [userId, connectionId, windowDays],
    );
  }

  async save(
    tx: EntityManager,
    { userId, connectionId }: Account,
    report: ReportName,
    { knownFrom, knownTo, finalTo, windowDays, asOf, oddDays }: NewCoverage,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO provider_coverage AS c
         (connection_id, user_id, report, known_from, known_to, final_to, window_days, as_of, odd_days)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (connection_id, report) DO UPDATE SET
         known_from = excluded.known_from, known_to = excluded.known_to, final_to = excluded.final_to,
         window_days = excluded.window_days, as_of = greatest(c.as_of, excluded.as_of),
         odd_days = excluded.odd_days, fetched_at = now()`,
      [connectionId, userId, report, knownFrom, knownTo, finalTo, windowDays, asOf, oddDays],
    );
  }
}
