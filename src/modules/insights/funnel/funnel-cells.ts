import { priorOf } from '../series/period.js';
import type { SourceQuery } from '../series/source.js';

/** The steps from a price that was told to a result, in their order. */
export const STEPS = ['challenges', 'tried', 'refused', 'paid', 'delivered'] as const;
export type Step = (typeof STEPS)[number];

/** What steps are told apart by, in SQL over the columns of {@link stepsOf}. */
export const DIMENSIONS: Readonly<Record<string, string>> = {
  resource: 'resource_id::text',
  audience: 'audience',
  reason: 'reason',
};

/** Filter of all audiences together. */
const EVERYBODY = 'all';

/** A SELECT and its parameters. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/**
 * When a day of the zone `$2` begins. If its midnight comes twice, because clocks are set back from one to
 * midnight (Havana, the Azores), PostgreSQL takes it for the later one, and the day begins at the earlier.
 */
function beginOf(day: string): string {
  const midnight = `(${day} AT TIME ZONE $2)`;
  const earlier = `${midnight} - interval '1 hour'`;
  return `(CASE WHEN (${earlier}) AT TIME ZONE $2 >= ${day} THEN ${earlier} ELSE ${midnight} END)`;
}

/**
 * Quarters of days of UTC that are a day of the zone `$2`: two days or three have a part in it, whatever the
 * zone and its daylight saving. A row of demand holds how many there were up to the end of each quarter.
 */
const DEMAND = `
  SELECT p.day, f.resource_id, f.audience, f.reason,
         CASE f.stage WHEN 'challenged' THEN 'challenges' ELSE f.stage END AS step,
         (coalesce(f.until[p.upto], 0) - coalesce(f.until[p.since], 0))::bigint AS count
    FROM (
      SELECT z.day, u.at::date AS utc_day,
             (greatest(extract(epoch FROM z.begins - u.at), 0) / 900)::int AS since,
             (least(extract(epoch FROM z.ends - u.at), 86400) / 900)::int AS upto
        FROM (SELECT d::date AS day, ${beginOf('d')} AT TIME ZONE 'UTC' AS begins,
                     ${beginOf("(d + interval '1 day')")} AT TIME ZONE 'UTC' AS ends
                FROM generate_series($3::timestamp, $4::timestamp - interval '1 day',
                       interval '1 day') d) z,
             generate_series(date_trunc('day', z.begins), z.ends - interval '1 second',
               interval '1 day') AS u (at)) p
    JOIN demand_figures f ON f.owner_id = $1 AND f.day = p.utc_day
   WHERE f.day BETWEEN $3::date - 1 AND $4::date + 1`;

/** Calls as the ledger counts them, those that were reversed taken off again. */
const PAID = `
  SELECT s.day, s.resource_id, CASE WHEN s.is_own THEN 'own' ELSE 'buyers' END AS audience,
         NULL::text AS reason, $STEP AS step, s.calls AS count
    FROM sales_days s WHERE s.owner_id = $1 AND s.tz = $2 AND s.day >= $3 AND s.day < $4`;

/** Calls that were paid and have no result, or none yet: a run for free may still bring it. */
const UNDELIVERED = `
  SELECT (e.created_at AT TIME ZONE $2)::date AS day,
         CASE WHEN c.route = 'resource' THEN substring(c.subject FROM 10)::uuid END AS resource_id,
         CASE WHEN EXISTS (SELECT FROM wallets w WHERE lower(w.address) = lower(c.payer)
                              AND w.user_id = $1 AND w.created_at <= c.created_at)
                OR EXISTS (SELECT FROM wallet_proofs w WHERE lower(w.address) = lower(c.payer)
                              AND w.user_id = $1 AND w.proven_at <= c.created_at)
              THEN 'own' ELSE 'buyers' END AS audience,
         NULL::text AS reason, 'delivered' AS step, -1::bigint AS count
    FROM payment_claims c
    JOIN ledger_entries e ON e.journal_id = c.id AND e.kind = 'settlement' AND e.account = 'wallet'
   WHERE c.owner_id = $1 AND c.status = 'settled' AND c.work <> 'done'
     AND e.created_at >= ${beginOf('$3::timestamp')}
     AND e.created_at < ${beginOf('$4::timestamp')}`;

const OF_STEP: Readonly<Record<Step, readonly string[]>> = {
  challenges: [`${DEMAND} AND f.stage = 'challenged'`],
  tried: [`${DEMAND} AND f.stage = 'tried'`],
  refused: [`${DEMAND} AND f.stage = 'refused'`],
  paid: [paid('paid')],
  delivered: [paid('delivered'), UNDELIVERED],
};

/** Whether a text names a step. */
export function isStep(text: string): text is Step {
  return text in OF_STEP;
}

/**
 * A SELECT of days, resources, audiences, reasons, steps and counts: the parts of these steps, from the first
 * day that the query needs. `$1` is the owner, `$2` to `$4` are zone and days, then come the filters: buyers
 * alone, unless the query says otherwise or tells audiences apart.
 */
export function stepsOf(
  steps: readonly Step[],
  userId: string,
  { by, filters, period, hasPrior }: Omit<SourceQuery, 'measure' | 'top'>,
): Statement {
  const { audience = by === 'audience' ? EVERYBODY : 'buyers', ...others } = filters;
  const wanted = Object.entries({ ...others, ...(audience !== EVERYBODY && { audience }) });
  const first = hasPrior ? priorOf(period).from : period.from;
  const conditions = [
    'count <> 0',
    ...wanted.map(([name], at) => `${columnOf(name)} = $${at + 5}`),
  ];
  const parts = steps.flatMap((step) => OF_STEP[step]);
  return {
    sql: `SELECT * FROM (${parts.join(' UNION ALL ')}) steps WHERE ${conditions.join(' AND ')}`,
    parameters: [userId, period.tz, first, period.to, ...wanted.map(([, value]) => value)],
  };
}

/** The same as cells of a series, in which each of what is counted is a part that is known. */
export function cellsOf(step: Step, userId: string, query: SourceQuery): Statement {
  const { sql, parameters } = stepsOf([step], userId, query);
  const dimension = query.by === null ? 'NULL::text' : columnOf(query.by);
  return {
    sql: `SELECT day, ${dimension} AS dimension, count::numeric AS value, count AS priced,
                 0::bigint AS free, 0::bigint AS unknown FROM (${sql}) counted`,
    parameters,
  };
}

function paid(step: Step): string {
  return PAID.replace('$STEP', `'${step}'`);
}

function columnOf(dimension: string): string {
  const column = DIMENSIONS[dimension];
  if (column === undefined) throw new Error(`a funnel cannot be asked by "${dimension}"`);
  return column;
}
