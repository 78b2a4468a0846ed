import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Period } from './period.js';
import {
  type DimensionTotal,
  type Figure,
  figureOf,
  NOTHING,
  type Point,
  type Series,
} from './series.js';

/**
 * A SELECT of what a series adds up: columns `day date, dimension text, value numeric, priced bigint, free
 * bigint, unknown bigint`. It gives any number of rows for a day and dimension, of days from `prior.from`
 * (or `period.from`) up to `period.to`, the end left out. Its placeholders are `$1` to `$n`.
 */
export interface Cells {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** How cells are put together. */
export interface SeriesShape {
  readonly period: Period;
  readonly hasPrior: boolean;
  /** How many dimensions stand alone; the others are one, which is called other. */
  readonly top: number;
}

interface Row {
  readonly is_prior: boolean;
  readonly day: string | null;
  readonly dimension: string | null;
  readonly is_other: boolean | null;
  readonly place: string | null;
  readonly value: string | null;
  readonly priced: string;
  readonly free: string;
  readonly unknown: string;
  /** What is not grouped by, as GROUPING tells it: 2 for the day, 1 for the dimension. */
  readonly level: number;
}

/** Levels of GROUPING: a point, a dimension, a day of all, and everything. */
const POINT = 0;
const DIMENSION = 2;
const DAY_OF_ALL = 1;
const ALL = 3;

/** Adds up in the database: no client adds up pages. */
@Injectable()
export class SeriesReader {
  /** Reads in the context of `tx`, whose policies decide what is seen. */
  async read(tx: EntityManager, cells: Cells, shape: SeriesShape): Promise<Series> {
    const { period, hasPrior, top } = shape;
    const next = cells.parameters.length;
    const rows = await tx.query<Row[]>(statement(cells.sql, next), [
      ...cells.parameters,
      period.from,
      top,
    ]);
    return seriesOf(rows, period, hasPrior);
  }
}

/** The largest dimensions of the period itself keep their names, in the prior one too. */
function statement(cells: string, given: number): string {
  const [from, top] = [`$${given + 1}::date`, `$${given + 2}::int`];
  return `
    WITH cells AS MATERIALIZED (
      SELECT day, dimension, sum(value) AS value, sum(priced) AS priced, sum(free) AS free,
             sum(unknown) AS unknown
        FROM (${cells}) c GROUP BY day, dimension),
    ranked AS (
      SELECT dimension,
             row_number() OVER (ORDER BY sum(value) FILTER (WHERE day >= ${from}) DESC NULLS LAST,
                                         dimension NULLS LAST) AS place
        FROM cells GROUP BY dimension),
    named AS (
      SELECT c.day, c.day < ${from} AS is_prior, c.value, c.priced, c.free, c.unknown,
             least(r.place, ${top} + 1) AS place,
             CASE WHEN r.place <= ${top} THEN c.dimension END AS dimension
        FROM cells c JOIN ranked r ON r.dimension IS NOT DISTINCT FROM c.dimension)
    SELECT is_prior, to_char(day, 'YYYY-MM-DD') AS day, max(dimension) AS dimension,
           place > ${top} AS is_other, place,
           trim_scale(sum(value))::text AS value, coalesce(sum(priced), 0)::text AS priced,
           coalesce(sum(free), 0)::text AS free, coalesce(sum(unknown), 0)::text AS unknown,
           GROUPING(day, place) AS level
      FROM named
     GROUP BY GROUPING SETS ((is_prior, day, place), (is_prior, place), (is_prior, day), (is_prior))
     ORDER BY is_prior, place, day`;
}

function seriesOf(rows: readonly Row[], period: Period, hasPrior: boolean): Series {
  const at = (level: number, isPrior: boolean) =>
    rows.filter((row) => row.level === level && row.is_prior === isPrior);
  const series = {
    period,
    total: figure(at(ALL, false)[0]),
    days: at(DAY_OF_ALL, false).map(pointOf),
    points: at(POINT, false).map(pointOf),
  };
  if (!hasPrior) return { ...series, dimensions: at(DIMENSION, false).map(totalOf) };
  const before = new Map(at(DIMENSION, true).map((row) => [row.place, figure(row)]));
  const dimensions = at(DIMENSION, false).map((row) => ({
    ...totalOf(row),
    prior: before.get(row.place) ?? NOTHING,
  }));
  const priorDays = at(DAY_OF_ALL, true).map(pointOf);
  return { ...series, dimensions, priorTotal: figure(at(ALL, true)[0]), priorDays };
}

function pointOf(row: Row): Point {
  return { date: row.day ?? '', ...totalOf(row) };
}

function totalOf(row: Row): DimensionTotal {
  return { dimension: row.dimension, isOther: row.is_other ?? false, ...figure(row) };
}

function figure(row: Row | undefined): Figure {
  if (row === undefined) return NOTHING;
  const [priced, free, unknown] = [Number(row.priced), Number(row.free), Number(row.unknown)];
  return figureOf(row.value, { priced, free, unknown });
}
