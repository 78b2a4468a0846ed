import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AccountTotal } from './summary.js';
import { partByDays, type Period } from './whole-days.js';

const LINE = 'network, asset, kind, account';
const ADDED = `${LINE}, count(*) AS entries, sum(amount) AS amount`;

const between = (from: string, to: string) => `
  SELECT ${LINE}, amount FROM ledger_entries
   WHERE owner_id = $1 AND created_at >= ${from}::timestamptz AND created_at < ${to}::timestamptz`;

/** The first line of an account and kind stands for all: what is told of earnings asks no more of days. */
const AS_ACCOUNTS = `LATERAL (VALUES
  ('settlement', 'wallet', calls, gross), ('settlement', 'platform_fee', 0, -fees),
  ('refund_paid', 'wallet', 0, -refunded), ('refund_owed', 'refunds_owed', 0, -refunds_owed),
  ('settlement', 'revenue', 0, -net)) AS line (kind, account, entries, amount)`;

const UTC = `owner_id = $1 AND tz = 'UTC'`;

/**
 * `$1` the owner, `$2` to `$5` from when, the first day, the day after the last, until when. One statement sees a
 * journal once: in a day, or among those that are in none yet. Without days every line is added up.
 */
const TOTALS = `
  WITH days AS MATERIALIZED (
    SELECT FROM figure_zones WHERE ${UTC} AND known_from = '-infinity'),
  lines AS (
    ${between('$2', '$3')}
    UNION ALL ${between('$4', '$5')}
    UNION ALL ${between('$3', '$4')} AND EXISTS (SELECT FROM days)
      AND (journal_id, kind) IN (SELECT journal_id, kind FROM own_unfolded_journals())
    UNION ALL ${between('$3', '$4')} AND NOT EXISTS (SELECT FROM days)),
  kept AS (
    SELECT network, asset, sum(calls) AS calls, sum(gross) AS gross, sum(fees) AS fees,
           sum(refunded) AS refunded, sum(refunds_owed) AS refunds_owed, sum(net) AS net
      FROM sales_days
     WHERE ${UTC} AND EXISTS (SELECT FROM days)
       AND day >= ($3::timestamptz AT TIME ZONE 'UTC')::date
       AND day < ($4::timestamptz AT TIME ZONE 'UTC')::date
     GROUP BY network, asset)
  SELECT ${LINE}, sum(entries)::text AS entries, sum(amount)::text AS amount
    FROM (SELECT ${ADDED} FROM lines GROUP BY ${LINE}
          UNION ALL SELECT ${LINE}, entries, amount FROM kept, ${AS_ACCOUNTS}) AS found
   GROUP BY ${LINE} ORDER BY network, asset`;

/** So often the days that somebody reads are noted to be of use. */
const UNNOTED = `
  SELECT FROM figure_zones WHERE ${UTC} AND known_from = '-infinity'
    AND asked_at > now() - interval '1 day'`;

/** What an owner's books hold, in their context: of whole days what is kept of them. */
@Injectable()
export class EarningsRepository {
  /** For each network, asset, kind and account, sorted by the first two; what the accounts add up to is exact. */
  async totals(tx: EntityManager, ownerId: string, period: Period): Promise<AccountTotal[]> {
    const { from, first, last, to } = partByDays(period);
    const rows = await tx.query<Record<keyof AccountTotal, string>[]>(TOTALS, [
      ownerId,
      from,
      first,
      last,
      to,
    ]);
    return rows.map((row) => ({
      ...(row as Pick<AccountTotal, 'network' | 'asset' | 'kind' | 'account'>),
      entries: Number(row.entries),
      amount: BigInt(row.amount),
    }));
  }

  /** Has days kept for whoever asks again. */
  async keepDays(tx: EntityManager, ownerId: string): Promise<void> {
    const noted = await tx.query<unknown[]>(UNNOTED, [ownerId]);
    if (noted.length === 0) await tx.query(`SELECT keep_own_days()`);
  }
}
