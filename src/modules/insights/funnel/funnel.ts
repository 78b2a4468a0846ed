import type { Day } from '../series/period.js';
import { type Step, STEPS } from './funnel-cells.js';

/** How many there were of each step. */
export type StepCounts = Readonly<Record<Step, number>>;

/**
 * Of how many of one step the next one came, as a decimal number rounded to six digits; null where there were
 * none. Who pays without asking the price, or asks many times, makes it what it is: it may be above 1.
 */
export interface Rates {
  /** Payments tried, of prices told. */
  readonly tried: string | null;
  /** Payments refused, of those tried. */
  readonly refused: string | null;
  /** Calls paid, of payments tried. */
  readonly paid: string | null;
  /** Calls with a result, of those paid. */
  readonly delivered: string | null;
}

/** All steps together. */
export interface FunnelTotal {
  readonly counts: StepCounts;
  readonly rates: Rates;
}

/** The steps of a period. */
export interface Funnel extends FunnelTotal {
  /** Why payments were refused, the most frequent first. */
  readonly reasons: { readonly reason: string; readonly count: number }[];
  /** Days without anything are left out. */
  readonly days: readonly (FunnelTotal & { readonly date: Day })[];
  /** The period before; undefined where it was not asked for. */
  readonly prior?: FunnelTotal;
}

/** One sum, as PostgreSQL tells it. */
export interface FunnelRow {
  readonly is_prior: boolean;
  /** Null for the whole period. */
  readonly day: Day | null;
  /** Null for all reasons together. */
  readonly reason: string | null;
  readonly level: 'reason' | 'day' | 'all';
  readonly counts: Readonly<Record<Step, string>>;
  readonly rates: Rates;
}

const rate = (of: Step, to: Step) => `trim_scale(round(${of} / nullif(${to}, 0), 6))::text`;

/**
 * Adds up by day, by reason, and in all.
 * @param steps a SELECT as `stepsOf` gives it
 * @param from the placeholder of the first day of the period
 */
export function funnelSql(steps: string, from: string): string {
  const sums = STEPS.map(
    (step) => `coalesce(sum(count) FILTER (WHERE step = '${step}'), 0)::numeric AS ${step}`,
  );
  return `
    WITH by_day AS (SELECT day, reason, step, sum(count) AS count FROM (${steps}) s
      GROUP BY 1, 2, 3 HAVING sum(count) <> 0),
    sums AS (
      SELECT day < ${from}::date AS is_prior, day, reason, GROUPING(day, reason) AS grouping,
             ${sums.join(', ')}
        FROM by_day GROUP BY GROUPING SETS ((is_prior), (is_prior, day), (is_prior, reason)))
    SELECT is_prior, to_char(day, 'YYYY-MM-DD') AS day, reason,
           CASE grouping WHEN 3 THEN 'all' WHEN 1 THEN 'day' ELSE 'reason' END AS level,
           jsonb_build_object(${STEPS.map((step) => `'${step}', ${step}::text`).join(', ')}) AS counts,
           jsonb_build_object('tried', ${rate('tried', 'challenges')},
             'refused', ${rate('refused', 'tried')}, 'paid', ${rate('paid', 'tried')},
             'delivered', ${rate('delivered', 'paid')}) AS rates
      FROM sums ORDER BY day, refused DESC, reason`;
}

const NONE: FunnelTotal = {
  counts: { challenges: 0, tried: 0, refused: 0, paid: 0, delivered: 0 },
  rates: { tried: null, refused: null, paid: null, delivered: null },
};

/** The funnel of its sums. */
export function funnelOf(rows: readonly FunnelRow[], hasPrior: boolean): Funnel {
  const at = (level: FunnelRow['level'], isPrior: boolean) =>
    rows.filter((row) => row.level === level && row.is_prior === isPrior);
  const totalOf = (row: FunnelRow | undefined): FunnelTotal =>
    row === undefined ? NONE : { counts: numbersOf(row.counts), rates: row.rates };
  const reasons = at('reason', false).flatMap(({ reason, counts }) =>
    reason === null ? [] : [{ reason, count: Number(counts.refused) }],
  );
  return {
    ...totalOf(at('all', false)[0]),
    reasons,
    days: at('day', false).map((row) => ({ date: row.day ?? '', ...totalOf(row) })),
    ...(hasPrior && { prior: totalOf(at('all', true)[0]) }),
  };
}

function numbersOf(counts: FunnelRow['counts']): StepCounts {
  return {
    challenges: Number(counts.challenges),
    tried: Number(counts.tried),
    refused: Number(counts.refused),
    paid: Number(counts.paid),
    delivered: Number(counts.delivered),
  };
}
