import { addDays, type Day, daysBetween, daysOf, type Period, priorOf } from './period.js';
import {
  type DimensionTotal,
  type Figure,
  figureOf,
  type KnownValue,
  NOTHING,
  type Point,
  type Series,
} from './series.js';

/** What a sum is when some of its parts are unknown. */
export type Bound = 'at_least' | 'at_most';

/** One sum, or the days of one, as PostgreSQL tells it. */
export interface Row {
  readonly level: 'all' | 'dimension' | 'days' | 'points';
  readonly is_prior: boolean;
  /** Of the dimension, 1 for the largest; null in sums over all of them. */
  readonly place: number | null;
  readonly dimension: string | null;
  readonly is_other: boolean;
  readonly value: string | null;
  readonly priced: string | null;
  readonly free: string | null;
  readonly unknown: string | null;
  /** `3 12.5 4 7+ 5 ?`: how many days after the period began, and what is known of the value there. */
  readonly points: string | null;
}

type Dimension = Pick<DimensionTotal, 'dimension' | 'isOther'>;
const ALL: Dimension = { dimension: null, isOther: false };

/** The series of its sums. */
export function seriesOf(
  rows: readonly Row[],
  { period, hasPrior, bound }: { period: Period; hasPrior: boolean; bound: Bound },
): Series {
  const at = (level: Row['level'], isPrior: boolean) =>
    rows.filter((row) => row.level === level && row.is_prior === isPrior);
  const figure = (row: Row | undefined) => figureIn(row, bound);
  const dayAt = daysIn(period, hasPrior);
  const points = (row: Row | undefined, of: Dimension) => pointsIn(row, { of, dayAt, bound });

  const sums = [at('dimension', false), at('dimension', true)] as const;
  const named = new Map(sums[0].map((row) => [row.place, dimensionOf(row)]));
  const now = {
    period,
    total: figure(at('all', false)[0]),
    days: points(at('days', false)[0], ALL),
    points: at('points', false).flatMap((row) => points(row, named.get(row.place) ?? ALL)),
  };
  if (!hasPrior) {
    return { ...now, dimensions: sums[0].map((row) => ({ ...dimensionOf(row), ...figure(row) })) };
  }
  return {
    ...now,
    dimensions: compare(sums, figure),
    priorTotal: figure(at('all', true)[0]),
    priorDays: points(at('days', true)[0], ALL),
  };
}

function dimensionOf({ dimension, is_other: isOther }: Row): Dimension {
  return { dimension, isOther };
}

/** The day that is so many days after a period begins, or before it. */
function daysIn(period: Period, hasPrior: boolean): (offset: number) => Day {
  const { from } = hasPrior ? priorOf(period) : period;
  const days = daysOf({ from, to: period.to });
  const first = daysBetween(from, period.from);
  return (offset) => days[offset + first] ?? addDays(period.from, offset);
}

function pointsIn(
  row: Row | undefined,
  { of, dayAt, bound }: { of: Dimension; dayAt: (offset: number) => Day; bound: Bound },
): Point[] {
  if (row?.points == null) return [];
  const { dimension, isOther } = of;
  const words = row.points.split(' ');
  return Array.from({ length: words.length / 2 }, (_, at) => {
    const date = dayAt(Number(words[2 * at]));
    return { date, dimension, isOther, ...knownIn(words[2 * at + 1] ?? '?', bound) };
  });
}

function knownIn(word: string, bound: Bound): KnownValue {
  if (word === '?') return { value: null, certainty: 'unknown' };
  return word.endsWith('+')
    ? { value: word.slice(0, -1), certainty: bound }
    : { value: word, certainty: 'exact' };
}

/** What there is in only one of the periods is nothing in the other. */
function compare(
  [now, before]: readonly [readonly Row[], readonly Row[]],
  figure: (row: Row | undefined) => Figure,
): DimensionTotal[] {
  const byPlace = (rows: readonly Row[]) => new Map(rows.map((row) => [row.place ?? 0, row]));
  const [current, prior] = [byPlace(now), byPlace(before)];
  return [...new Map([...prior, ...current])]
    .sort(([a], [b]) => a - b)
    .map(([place, row]) => ({
      ...dimensionOf(row),
      ...figure(current.get(place)),
      prior: figure(prior.get(place)),
    }));
}

function figureIn(row: Row | undefined, bound: Bound): Figure {
  if (row === undefined) return NOTHING;
  const [priced, free, unknown] = [Number(row.priced), Number(row.free), Number(row.unknown)];
  return figureOf(row.value, { priced, free, unknown }, bound);
}
