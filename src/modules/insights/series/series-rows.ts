import type { Period } from './period.js';
import {
  type DimensionTotal,
  type Figure,
  figureOf,
  NOTHING,
  type Point,
  type Series,
} from './series.js';

/** What a sum is when some of its parts are unknown. */
export type Bound = 'at_least' | 'at_most';

/** One sum, as PostgreSQL tells it. */
export interface Row {
  readonly is_prior: boolean;
  readonly day: string | null;
  readonly dimension: string | null;
  readonly is_other: boolean | null;
  /** Of the dimension, 1 for the largest; null in sums over all of them. */
  readonly place: number | null;
  readonly value: string | null;
  readonly priced: string;
  readonly free: string;
  readonly unknown: string;
  /** What is not grouped by, as GROUPING tells it: 2 for the day, 1 for the dimension. */
  readonly level: number;
}

const LEVELS = { point: 0, day: 1, dimension: 2, all: 3 } as const;

/** The series of its sums. */
export function seriesOf(
  rows: readonly Row[],
  { period, hasPrior, bound }: { period: Period; hasPrior: boolean; bound: Bound },
): Series {
  const at = (level: keyof typeof LEVELS, isPrior: boolean) =>
    rows.filter((row) => row.level === LEVELS[level] && row.is_prior === isPrior);
  const figure = (row: Row | undefined) => figureIn(row, bound);
  const total = (row: Row) => ({ dimension: row.dimension, isOther: row.is_other ?? false });
  const points = (of: readonly Row[]): Point[] =>
    of.map((row) => ({ date: row.day ?? '', ...total(row), ...figure(row) }));

  const now = {
    period,
    total: figure(at('all', false)[0]),
    days: points(at('day', false)),
    points: points(at('point', false)),
  };
  const sums = [at('dimension', false), at('dimension', true)] as const;
  if (!hasPrior) {
    return { ...now, dimensions: sums[0].map((row) => ({ ...total(row), ...figure(row) })) };
  }
  return {
    ...now,
    dimensions: compare(sums, total, figure),
    priorTotal: figure(at('all', true)[0]),
    priorDays: points(at('day', true)),
  };
}

/** What there is in only one of the periods is nothing in the other. */
function compare(
  [now, before]: readonly [readonly Row[], readonly Row[]],
  total: (row: Row) => Pick<DimensionTotal, 'dimension' | 'isOther'>,
  figure: (row: Row | undefined) => Figure,
): DimensionTotal[] {
  const byPlace = (rows: readonly Row[]) => new Map(rows.map((row) => [row.place ?? 0, row]));
  const [current, prior] = [byPlace(now), byPlace(before)];
  return [...new Map([...prior, ...current])]
    .sort(([a], [b]) => a - b)
    .map(([place, row]) => ({
      ...total(row),
      ...figure(current.get(place)),
      prior: figure(prior.get(place)),
    }));
}

function figureIn(row: Row | undefined, bound: Bound): Figure {
  if (row === undefined) return NOTHING;
  const [priced, free, unknown] = [Number(row.priced), Number(row.free), Number(row.unknown)];
  return figureOf(row.value, { priced, free, unknown }, bound);
}
