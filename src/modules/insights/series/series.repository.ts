import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addLines, type SeriesShape } from './add-lines.js';
import type { DayLine } from './day-line.js';
import type { Bound, Series } from './series.js';

/** A SELECT and what stands in the place of its placeholders. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/**
 * A SELECT of what a series adds up: columns `day date, dimension text, value numeric, priced bigint, free
 * bigint, unknown bigint`. It gives any number of rows for a day and dimension, of days from the beginning of
 * the prior period (or of the period, when there is none) up to `period.to`, the end left out. A dimension is
 * null for what belongs to none, and never empty. Its placeholders are `$1` to `$n`.
 */
export interface Cells extends Statement {
  /** What a sum is when some of its parts are unknown; `at_least` unless they would be taken off. */
  readonly bound?: Bound;
  /** By what sums are multiplied, a decimal number: cells of money add up faster as whole numbers. */
  readonly scale?: string;
}

/**
 * Reads figures, and adds them up: no client adds up pages. PostgreSQL adds up rows to lines of days, where they
 * are not kept as such; of lines, the days and dimensions of a chart add up faster here.
 */
@Injectable()
export class SeriesReader {
  /** Reads in the context of `tx`, whose policies decide what is seen. */
  async read(tx: EntityManager, cells: Cells, shape: SeriesShape): Promise<Series> {
    const { sql, parameters, bound = 'at_least', scale = '1' } = cells;
    const lines = {
      sql: linesOf(sql, parameters.length),
      parameters: [...parameters, shape.period.from, scale],
    };
    return this.readLines(tx, lines, shape, bound);
  }

  /** The same of lines that are kept as such: `dimension, first, decimals, days`, as {@link DayLine} tells. */
  async readLines(
    tx: EntityManager,
    { sql, parameters }: Statement,
    shape: SeriesShape,
    bound: Bound = 'at_least',
  ): Promise<Series> {
    const lines = await tx.query<DayLine[]>(sql, [...parameters]);
    return addLines(lines, shape, bound);
  }
}

/** The lines of cells. */
function linesOf(cells: string, given: number): string {
  const [from, scale] = [`$${given + 1}::date`, `$${given + 2}::numeric`];
  return `
    SELECT dimension, 0 AS first, max(scale(value)) AS decimals,
           string_agg(concat_ws(' ', day - ${from}, value, priced, free, unknown), ' ') AS days
      FROM (SELECT day, dimension COLLATE "C" AS dimension,
                   trim_scale(coalesce(sum(value), 0) * ${scale}) AS value,
                   coalesce(sum(priced), 0) AS priced, coalesce(sum(free), 0) AS free,
                   coalesce(sum(unknown), 0) AS unknown
              FROM (${cells}) c GROUP BY 1, 2) d
     GROUP BY dimension`;
}
