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
    const { sql, parameters, bound = 'at_least' } = cells;
    const rows = await tx.query<Row[]>(statement(sql, parameters.length), [
      ...parameters,
      period.from,
      top,
    ]);
    return seriesOf(rows, { period, hasPrior, bound });
  }
}

/** The largest dimensions of the period itself keep their names, in the prior one too. */
function statement(cells: string, given: number): string {
  const [from, top] = [`$${given + 1}::date`, `$${given + 2}::int`];
  return `
    WITH cells AS MATERIALIZED (
      SELECT day, coalesce(dimension, '') AS dimension, sum(value) AS value,
             sum(priced) AS priced, sum(free) AS free, sum(unknown) AS unknown
        FROM (${cells}) c GROUP BY 1, 2),
    ranked AS (
      SELECT dimension,
             row_number() OVER (ORDER BY sum(value) FILTER (WHERE day >= ${from}) DESC NULLS LAST,
                                         dimension) AS place
        FROM cells GROUP BY dimension),
    named AS (
      SELECT c.day, c.day < ${from} AS is_prior, c.value, c.priced, c.free, c.unknown,
             least(r.place, ${top} + 1) AS place,
             CASE WHEN r.place <= ${top} THEN nullif(c.dimension, '') END AS dimension
        FROM cells c JOIN ranked r USING (dimension))
    SELECT is_prior, to_char(day, 'YYYY-MM-DD') AS day, max(dimension) AS dimension,
           place > ${top} AS is_other, place::int,
           trim_scale(sum(value))::text AS value, sum(priced)::text AS priced,
           sum(free)::text AS free, sum(unknown)::text AS unknown,
           GROUPING(day, place) AS level
      FROM named
     GROUP BY GROUPING SETS ((is_prior, day, place), (is_prior, place), (is_prior, day), (is_prior))
     ORDER BY is_prior, place, day`;
}
