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
 * zone and its daylight saving.
 */
const QUARTERS = `
  midnights AS MATERIALIZED (
    SELECT d::date AS day, ${beginOf('d')} AT TIME ZONE 'UTC' AS at
      FROM generate_series($3::timestamp, $4::timestamp, interval '1 day') d),
  quarters AS MATERIALIZED (
    SELECT z.day, u.at::date AS utc_day,
           (greatest(extract(epoch FROM z.begins - u.at), 0) / 900)::int AS since,
           (least(extract(epoch FROM z.ends - u.at), 86400) / 900)::int AS upto
      FROM (SELECT day, at AS begins, lead(at) OVER (ORDER BY day) AS ends FROM midnights) z,
           LATERAL (SELECT date_trunc('day', z.begins) + nth * interval '1 day' AS at
                      FROM (VALUES (0), (1), (2)) AS parts (nth)) u
     WHERE u.at < z.ends)`;

/**
 * What was counted of those who asked and tried: a row holds how many there were up to the end of each quarter.
 * @param isParted whether resources are told apart
 */
function demand(stages: readonly string[], isParted: boolean): string {
  return `
    SELECT q.day, ${isParted ? 'f.resource_id' : 'NULL::uuid AS resource_id'}, f.audience, f.reason,
           CASE f.stage WHEN 'challenged' THEN 'challenges' ELSE f.stage END AS step,
           coalesce(f.until[q.upto], 0) - coalesce(f.until[q.since], 0)::bigint AS count
      FROM quarters q JOIN ${isParted ? 'demand_figures' : 'demand_totals'} f ON f.day = q.utc_day
     WHERE f.owner_id = $1 AND f.day BETWEEN $3::date - 1 AND $4::date + 1
       AND f.stage IN ('${stages.join("', '")}')`;
}

/** Calls as the ledger counts them, those that were reversed taken off again, as each of these steps. */
function sold(steps: readonly Step[]): string {
  return `
    SELECT s.day, s.resource_id, CASE WHEN s.is_own THEN 'own' ELSE 'buyers' END AS audience,
           NULL::text AS reason, step, s.calls AS count
      FROM sales_days s, unnest('{${steps.join(', ')}}'::text[]) AS step
     WHERE s.owner_id = $1 AND s.tz = $2 AND s.day >= $3 AND s.day < $4`;
}

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

/** What the server counts of each step before anything is sold. */
const STAGES = { challenges: 'challenged', tried: 'tried', refused: 'refused' } as const;

/** Whether a text names a step. */
export function isStep(text: string): text is Step {
  return STEPS.some((step) => step === text);
}

/** SELECTs that together tell of these steps. */
function partsOf(steps: readonly Step[], isParted: boolean): string[] {
  const stages = steps.flatMap((step) =>
    step in STAGES ? [STAGES[step as keyof typeof STAGES]] : [],
  );
  const ofSales = steps.filter((step) => !(step in STAGES));
  return [
    ...(stages.length > 0 ? [demand(stages, isParted)] : []),
    ...(ofSales.length > 0 ? [sold(ofSales)] : []),
    ...(steps.includes('delivered') ? [UNDELIVERED] : []),
  ];
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
  const isParted = by === 'resource' || 'resource' in others;
  const conditions = wanted.map(([name], at) => `${columnOf(name)} = $${at + 5}`);
  return {
    sql: `WITH ${QUARTERS}
      SELECT * FROM (${partsOf(steps, isParted).join(' UNION ALL ')}) steps WHERE ${['true', ...conditions].join(' AND ')}`,
    parameters: [userId, period.tz, first, period.to, ...wanted.map(([, value]) => value)],
  };
}

/** The same as cells of a series, in which each of what is counted is a part that is known. */
export function cellsOf(step: Step, userId: string, query: SourceQuery): Statement {
  const { sql, parameters } = stepsOf([step], userId, query);
  const dimension = query.by === null ? 'NULL::text' : columnOf(query.by);
  return {
    sql: `SELECT day, ${dimension} AS dimension, count::numeric AS value, count AS priced,
                 0::bigint AS free, 0::bigint AS unknown FROM (${sql}) counted WHERE count <> 0`,
    parameters,
  };
}

function columnOf(dimension: string): string {
  const column = DIMENSIONS[dimension];
  if (column === undefined) throw new Error(`a funnel cannot be asked by "${dimension}"`);
  return column;
}
