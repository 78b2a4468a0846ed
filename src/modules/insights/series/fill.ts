import { addDays, type Day, dayIn, daysOf, type Period, priorOf } from './period.js';
import { type DimensionTotal, type Figure, NOTHING, type Point, type Series } from './series.js';
import type { SourceAnswer } from './source.js';

/** A figure of a day that may not be over. */
export interface ShownPoint extends Point {
  /** False while more can still come to the day: today's, as far as it is known. */
  readonly isFinished: boolean;
}

/** Figures of every day of a period. */
export interface FilledSeries {
  readonly total: Figure;
  readonly priorTotal?: Figure;
  readonly dimensions: readonly DimensionTotal[];
  /** Day after day for each dimension in its order; the same as `days` where nothing parts them. */
  readonly points: readonly ShownPoint[];
  readonly days: readonly ShownPoint[];
  readonly priorDays?: readonly ShownPoint[];
}

const UNKNOWN: Figure = {
  value: null,
  certainty: 'unknown',
  parts: { priced: 0, free: 0, unknown: 0 },
};

/** Which days a source knows. */
export type Reach = Pick<SourceAnswer, 'asOf' | 'knownFrom' | 'knownTo'>;

/** What is known of which days. */
interface Known {
  readonly from: Day;
  /** The first that is not. */
  readonly to: Day;
  /** The last that is known, if more can come to it. */
  readonly open: Day | null;
}

/**
 * Puts a figure on each day that a source left out: zero where everything is known and nothing happened, and
 * nothing at all where it is not known, or not yet. A sum over days of which some are not known is `at_least`
 * what it is.
 * @param by null where nothing parts the figures
 * @param now in which days end
 */
export function fill(answer: SourceAnswer, by: string | null, now: Date): FilledSeries {
  const { series } = answer;
  const { period } = series;
  const known = knownOf(answer, period.tz);
  const tomorrow = addDays(dayIn(period.tz, now), 1);
  const eachDay = daysOf(period);
  const days = shownDays(eachDay, series.days, { known, of: ALL });
  const bounded = (figure: Figure, within: Period) =>
    boundedBy(figure, within, { known, tomorrow });
  const { priorTotal, priorDays } = series;
  const prior = priorOf(period);
  return {
    total: bounded(series.total, period),
    ...(priorTotal && { priorTotal: bounded(priorTotal, prior) }),
    dimensions:
      by === null
        ? []
        : series.dimensions.map((one) => ({
            ...one,
            ...bounded(one, period),
            ...(one.prior && { prior: bounded(one.prior, prior) }),
          })),
    points:
      by === null
        ? days
        : pointsOf(series, (points, of) => shownDays(eachDay, points, { known, of })),
    days,
    ...(priorDays && { priorDays: shownDays(daysOf(prior), priorDays, { known, of: ALL }) }),
  };
}

type Dimension = Pick<Point, 'dimension' | 'isOther'>;
const ALL: Dimension = { dimension: null, isOther: false };

function knownOf({ asOf, knownFrom, knownTo }: Reach, tz: string): Known {
  if (asOf === null) return { from: '9999-12-31', to: '0000-01-01', open: null };
  const open = dayIn(tz, asOf);
  const end = addDays(open, 1);
  const to = knownTo !== null && knownTo < end ? knownTo : end;
  return { from: knownFrom ?? '0000-01-01', to, open: to === end ? open : null };
}

function pointsOf(
  { dimensions, points }: Series,
  fillIn: (points: readonly Point[], of: Dimension) => ShownPoint[],
): ShownPoint[] {
  const byDimension = new Map<string, Point[]>();
  for (const point of points) {
    const same = byDimension.get(keyOf(point));
    if (same === undefined) byDimension.set(keyOf(point), [point]);
    else same.push(point);
  }
  return dimensions.flatMap((one) => fillIn(byDimension.get(keyOf(one)) ?? [], one));
}

function keyOf({ dimension, isOther }: Dimension): string {
  return isOther ? 'other' : `of ${dimension ?? ''}`;
}

/** @param points in the order of their days, each of which is one of `days` */
function shownDays(
  days: readonly Day[],
  points: readonly Point[],
  { known, of }: { readonly known: Known; readonly of: Dimension },
): ShownPoint[] {
  const { dimension, isOther } = of;
  let next = 0;
  return days.map((date) => {
    const point = points[next]?.date === date ? points[next++] : undefined;
    const { value, certainty } = point ?? (isKnown(date, known) ? NOTHING : UNKNOWN);
    const isFinished = isKnown(date, known) && date !== known.open;
    return { date, dimension, isOther, value, certainty, isFinished };
  });
}

function isKnown(day: Day, { from, to }: Known): boolean {
  return from <= day && day < to;
}

/** A figure on each day of a period, of all dimensions together, as {@link fill} puts it. */
export function filledDays(
  points: readonly Omit<Point, keyof Dimension>[],
  days: Period,
  known: Reach,
): ShownPoint[] {
  const all = points.map((point) => ({ ...point, ...ALL }));
  return shownDays(daysOf(days), all, { known: knownOf(known, days.tz), of: ALL });
}

/**
 * A sum over a period, as far as its days are known.
 */
export function boundedSum(
  figure: Figure,
  within: Period,
  { known, now }: { readonly known: Reach; readonly now: Date },
): Figure {
  const { tz } = within;
  return boundedBy(figure, within, {
    known: knownOf(known, tz),
    tomorrow: addDays(dayIn(tz, now), 1),
  });
}

/** Days that are still to come are missing from no sum; of those alone there is none. */
function boundedBy(
  figure: Figure,
  { from, to }: Period,
  { known, tomorrow }: { readonly known: Known; readonly tomorrow: Day },
): Figure {
  const end = to < tomorrow ? to : tomorrow;
  const isWhole = isKnown(from, known) && known.to >= end;
  if (isWhole || figure.certainty !== 'exact') return figure;
  const { priced, free } = figure.parts;
  const isAny = priced + free > 0 || (known.from < end && from < known.to);
  return isAny ? { ...figure, certainty: 'at_least' } : { ...UNKNOWN, parts: figure.parts };
}
