import type { DayMeasure, DayTable } from './day-cells.js';
import { runDays, runMeasures, salesDays, salesMeasures } from './day-tables.js';
import { RUN_SUMS } from './fold-runs.js';

/** A figure as PostgreSQL tells it: its value, and how many parts of it are priced, free and unknown. */
export type TotalRow = readonly [
  value: string | null,
  priced: string,
  free: string,
  unknown: string,
];

/** Totals of one audience, or of one resource, by measure. */
export interface TotalsRow {
  readonly isPrior: boolean;
  readonly by: 'audience' | 'resource';
  readonly key: string | null;
  readonly totals: Readonly<Record<string, TotalRow>>;
}

type Measures = Readonly<Record<string, DayMeasure>>;

/** The sum of a measure, and of how many parts it is made. */
function sumsOf({ value, where, ...measure }: DayMeasure) {
  const filter = where === undefined ? '' : ` FILTER (WHERE ${where})`;
  const sum = (of: string) => `coalesce(sum(${of})${filter}, 0)`;
  const parts = [measure.priced, measure.free, measure.unknown].map((part) =>
    part === undefined ? `'0'` : `${sum(part)}::text`,
  );
  return { sum: sum(value), parts: parts.join(', ') };
}

function figure(measure: DayMeasure): string {
  const { sum, parts } = sumsOf(measure);
  return `jsonb_build_array(trim_scale(${sum} * 1e-${measure.scale})::text, ${parts})`;
}

/** Rows of the owner, the zone and the two periods. */
const ASKED = 'owner_id = $1 AND tz = $2 AND day >= $3 AND day < $4';

/**
 * A table of days without its days: so few rows that they are added up twice, by audience and by resource.
 * @param columns what measures are made of
 * @param keys what their conditions and the dimensions tell apart
 */
function parts({ name }: DayTable, columns: readonly string[], keys: string): string {
  const sums = columns.map((column) => `sum(${column}) AS ${column}`);
  return `
    ${name}_parts AS MATERIALIZED (
      SELECT day < $5 AS is_prior, ${keys}, ${sums.join(', ')}
        FROM ${name} WHERE ${ASKED} GROUP BY is_prior, ${keys})`;
}

const SALES_COLUMNS = ['journals', 'calls', 'gross', 'fees', 'refunded', 'refunds_owed', 'net'];

const { runs, failures, tokens, cost } = runMeasures;
/** What an overview tells of sales and of runs. */
export const TOTALED = { sales: salesMeasures, runs: { runs, failures, tokens, cost } };

/** All measures of a table, added up for whatever `key` tells apart. */
function totals(table: DayTable, measures: Measures, key: string, where: string): string {
  const parted = table.dimensions[key] ?? '';
  const figures = Object.entries(measures).map(
    ([name, measure]) => `'${name}', ${figure(measure)}`,
  );
  return `
    SELECT is_prior, ${parted} AS key, jsonb_build_object(${figures.join(', ')}) AS totals
      FROM ${table.name}_parts WHERE ${where} GROUP BY is_prior, ${parted}`;
}

/** What is left: net earnings less the cost that is known, of which every part is one of it. */
const MARGIN = `
  jsonb_build_array(
    trim_scale(coalesce((s.totals -> 'net' ->> 0)::numeric, 0)
      - coalesce((r.totals -> 'cost' ->> 0)::numeric, 0))::text,
    (coalesce((s.totals -> 'net' ->> 1)::numeric, 0)
      + coalesce((r.totals -> 'cost' ->> 1)::numeric, 0))::text,
    coalesce(r.totals -> 'cost' ->> 2, '0'), coalesce(r.totals -> 'cost' ->> 3, '0'))`;

/** Sales and runs side by side. */
function both(key: 'audience' | 'resource', where: (table: DayTable) => string): string {
  return `
    sales_by_${key} AS (${totals(salesDays, TOTALED.sales, key, where(salesDays))}),
    runs_by_${key} AS (${totals(runDays, TOTALED.runs, key, where(runDays))}),
    by_${key} AS (
      SELECT is_prior, key,
             coalesce(s.totals, '{}') || coalesce(r.totals, '{}')
               || jsonb_build_object('margin', ${MARGIN}) AS totals
        FROM sales_by_${key} s FULL JOIN runs_by_${key} r USING (is_prior, key))`;
}

const ofBuyers = ({ dimensions }: DayTable) => `${dimensions['audience'] ?? ''} = 'buyers'`;

/**
 * Totals by audience, and of buyers' calls by resource, those `$6` that earned most in the period: `$1` to `$4`
 * the owner, the zone, the first day (of the prior period) and the day after the last, `$5` the first day of the
 * period itself.
 */
export const TOTALS = `
  WITH ${parts(salesDays, SALES_COLUMNS, 'resource_id, is_own')},
       ${parts(runDays, RUN_SUMS, 'resource_id, audience, failure')},
       ${both('audience', () => 'true')},
       ${both('resource', ofBuyers)},
  ranked AS MATERIALIZED (
    SELECT key, row_number() OVER (ORDER BY (totals -> 'net' ->> 0)::numeric DESC NULLS LAST,
             (totals -> 'cost' ->> 0)::numeric DESC NULLS LAST, key) AS place
      FROM by_resource WHERE NOT is_prior AND key IS NOT NULL)
  SELECT is_prior AS "isPrior", 'audience' AS by, key, totals, 0 AS place FROM by_audience
  UNION ALL
  SELECT is_prior, 'resource', key, totals, place FROM by_resource JOIN ranked USING (key)
   WHERE place <= $6 ORDER BY place, "isPrior"`;

const { net, calls } = salesMeasures;

/** The days of measures of buyers' calls, as lines whose dimension is the measure. */
function linesOf(table: DayTable, measures: Measures): string {
  const all = Object.entries(measures).map(([name, measure]) => ({
    name,
    scale: measure.scale,
    ...sumsOf(measure),
  }));
  const days = all.map(
    ({ name, sum, parts }) => `concat_ws(' ', day - $5::date, ${sum}, ${parts}) AS "${name}"`,
  );
  const lines = all.map(({ name }) => `string_agg("${name}", ' ') AS "${name}"`);
  const told = all.map(({ name, scale }) => `('${name}', ${scale}, "${name}")`);
  return `
    SELECT m.dimension, 0 AS first, m.scale AS decimals, m.scale, m.days
      FROM (SELECT ${lines.join(', ')}
              FROM (SELECT ${days.join(', ')} FROM ${table.name}
                     WHERE ${ASKED} AND ${ofBuyers(table)}
                     GROUP BY day) d) l,
           LATERAL (VALUES ${told.join(', ')}) AS m (dimension, scale, days)
     WHERE m.days IS NOT NULL`;
}

/** What a chart shows of a day. */
export const SHOWN_BY_DAY = ['net', 'calls', 'runs', 'failures', 'cost', 'margin'] as const;
export type ShownByDay = (typeof SHOWN_BY_DAY)[number];

/**
 * What a chart shows of buyers' calls, by day: `$1` to `$5` as for {@link TOTALS}. The lines of a margin are
 * what was earned, and what is taken off.
 */
export const BY_DAY = `
  ${linesOf(salesDays, { net, calls, margin: net })}
  UNION ALL
  ${linesOf(runDays, { runs, failures, cost, margin: { ...cost, value: `-(${cost.value})` } })}`;
