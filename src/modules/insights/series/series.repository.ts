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
  /** Values are whole numbers of 10^-scale; 0 unless it says otherwise. */
  readonly scale?: number;
  /** A dimension has few cells on a day: PostgreSQL need not add them up. */
  readonly areFew?: boolean;
}

/**
 * Reads figures, and adds them up: no client adds up pages. PostgreSQL adds up rows to lines of days, where they
 * are not kept as such; of lines, the days and dimensions of a chart add up faster here.
 */
@Injectable()
export class SeriesReader {
  /** Reads in the context of `tx`, whose policies decide what is seen. */
  async read(tx: EntityManager, cells: Cells, shape: SeriesShape): Promise<Series> {
    const { sql, parameters, bound = 'at_least', scale = 0, areFew = false } = cells;
    const summed = areFew ? sql : summedUp(sql);
    const lines = {
      sql: linesOf(summed, parameters.length, scale),
      parameters: [...parameters, shape.period.from],
    };
    return this.readLines(tx, lines, shape, bound);
  }

  /** The same of lines that are kept as such: `dimension, first, decimals, scale, days`, as {@link DayLine} tells. */
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

/** Cells of which there is one for each day and dimension. */
function summedUp(cells: string): string {
  return `
    SELECT day, dimension, coalesce(sum(value), 0) AS value, coalesce(sum(priced), 0) AS priced,
           coalesce(sum(free), 0) AS free, coalesce(sum(unknown), 0) AS unknown
      FROM (${cells}) c GROUP BY day, dimension`;
}

/** The lines of cells. */
function linesOf(cells: string, given: number, scale: number): string {
  return `
    SELECT dimension, 0 AS first, ${scale} AS decimals, ${scale} AS scale,
           string_agg(format('%s %s %s %s %s', day - $${given + 1}::date, coalesce(value, 0), priced, free, unknown), ' ') AS days
      FROM (${cells}) d GROUP BY dimension`;
}
