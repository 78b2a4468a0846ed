import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Period } from './period.js';
import { type Bound, type Row, seriesOf } from './series-rows.js';
import type { Series } from './series.js';

/**
 * A SELECT of what a series adds up: columns `day date, dimension text, value numeric, priced bigint, free
 * bigint, unknown bigint`. It gives any number of rows for a day and dimension, of days from the beginning of
 * the prior period (or of the period, when there is none) up to `period.to`, the end left out. A dimension is
 * null for what belongs to none, and never empty. Its placeholders are `$1` to `$n`.
 */
export interface Cells {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** What a sum is when some of its parts are unknown; `at_least` unless they would be taken off. */
  readonly bound?: Bound;
  /** By what sums are multiplied, a decimal number: cells of money add up faster as whole numbers. */
  readonly scale?: string;
}

/** How cells are put together. */
export interface SeriesShape {
  readonly period: Period;
  readonly hasPrior: boolean;
  /** How many dimensions stand alone; the others are one, which is called other. */
  readonly top: number;
}

/** Adds up in the database: no client adds up pages. */
@Injectable()
export class SeriesReader {
  /** Reads in the context of `tx`, whose policies decide what is seen. */
  async read(tx: EntityManager, cells: Cells, shape: SeriesShape): Promise<Series> {
    const { period, hasPrior, top } = shape;
    const { sql, parameters, bound = 'at_least', scale = '1' } = cells;
    const rows = await tx.query<Row[]>(statement(sql, parameters.length), [
      ...parameters,
      period.from,
      top,
      scale,
    ]);
    return seriesOf(rows, { period, hasPrior, bound });
  }
}

const SUMS = `sum(value) AS value, sum(priced)::bigint AS priced, sum(free)::bigint AS free,
             sum(unknown)::bigint AS unknown`;
const scaled = (scale: string) =>
  `trim_scale(sum(value) * ${scale})::text AS value, sum(priced)::text AS priced, sum(free)::text AS free,
           sum(unknown)::text AS unknown`;
/** The days of something as {@link Row.points} has them. */
const asText = (from: string, scale: string) =>
  `string_agg(day - ${from} || ' ' || CASE
             WHEN unknown = 0 THEN coalesce(trim_scale(value * ${scale}), 0)::text
             WHEN priced + free > 0 THEN coalesce(trim_scale(value * ${scale}), 0) || '+'
             ELSE '?' END, ' ' ORDER BY day)`;

/**
 * The largest dimensions of the period itself keep their names, in the prior one too. Days of a dimension come
 * as one text: as rows, a year of fifty dimensions would take longer to hand over than to add up.
 */
function statement(cells: string, given: number): string {
  const [from, top] = [`$${given + 1}::date`, `$${given + 2}::int`];
  const scale = `$${given + 3}::numeric`;
  return `
    WITH cells AS MATERIALIZED (
      SELECT day, coalesce(dimension, '') AS dimension, ${SUMS} FROM (${cells}) c GROUP BY 1, 2),
    sums AS MATERIALIZED (
      SELECT dimension, day < ${from} AS is_prior, ${SUMS} FROM cells GROUP BY 1, 2),
    ranked AS MATERIALIZED (
      SELECT dimension, least(row_number() OVER (
               ORDER BY sum(value) FILTER (WHERE NOT is_prior) DESC NULLS LAST, dimension),
               ${top} + 1)::int AS place
        FROM sums GROUP BY dimension),
    days AS (SELECT day, ${SUMS} FROM cells GROUP BY day),
    points AS (
      SELECT place, day, value, priced, free, unknown FROM cells JOIN ranked USING (dimension)
       WHERE day >= ${from} AND place <= ${top}
      UNION ALL
      SELECT place, day, ${SUMS} FROM cells JOIN ranked USING (dimension)
       WHERE day >= ${from} AND place > ${top} GROUP BY place, day)
    SELECT 'all' AS level, is_prior, NULL::int AS place, NULL AS dimension, false AS is_other, ${scaled(scale)},
           NULL AS points
      FROM sums GROUP BY is_prior
    UNION ALL
    SELECT 'dimension', is_prior, place, CASE WHEN place <= ${top} THEN nullif(max(dimension), '') END,
           place > ${top}, ${scaled(scale)}, NULL
      FROM sums JOIN ranked USING (dimension) GROUP BY is_prior, place
    UNION ALL
    SELECT 'days', day < ${from}, NULL, NULL, false, NULL, NULL, NULL, NULL,
           ${asText(from, scale)}
      FROM days GROUP BY day < ${from}
    UNION ALL
    SELECT 'points', false, place, NULL, place > ${top}, NULL, NULL, NULL, NULL,
           ${asText(from, scale)}
      FROM points GROUP BY place
     ORDER BY level, is_prior, place`;
}
