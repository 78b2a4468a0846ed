import { addDays, type Day, dayIn, daysOf, type Period, priorOf } from './period.js';
import { type Days, type DimensionTotal, type Figure, type KnownValue, NOTHING } from './series.js';
import type { SourceAnswer } from './source.js';

/** A day that a figure is shown of. */
export interface ShownDay {
  readonly date: Day;
  /** False while more can still come to the day: today's, as far as it is known. */
  readonly isFinished: boolean;
}

/** What is known of the figure of each day, in the order of the days. */
export type FilledDays = readonly KnownValue[];

/** Figures of every day of a period. */
export interface FilledSeries {
  /** The days of the period, and those of the period before; what follows has a figure for each. */
  readonly shown: { readonly days: readonly ShownDay[]; readonly priorDays: readonly ShownDay[] };
  readonly total: Figure;
  readonly priorTotal?: Figure;
  readonly dimensions: readonly (DimensionTotal & { readonly days: FilledDays })[];
  readonly days: FilledDays;
  readonly priorDays?: FilledDays;
}

const UNKNOWN: Figure = {
  value: null,
  certainty: 'unknown',
  parts: { priced: 0, free: 0, unknown: 0 },
};

/** Which days a source knows. */
export type Reach = Pick<SourceAnswer, 'asOf' | 'knownFrom' | 'knownTo'>;

/** What is known of which days. */
export interface Known {
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
  const prior = priorOf(period);
  const shown = { days: shownDays(period, known), priorDays: shownDays(prior, known) };
  const bounded = (figure: Figure, within: Period) =>
    boundedBy(figure, within, { known, tomorrow });
  const { priorTotal, priorDays } = series;
  return {
    shown,
    total: bounded(series.total, period),
    ...(priorTotal && { priorTotal: bounded(priorTotal, prior) }),
    dimensions:
      by === null
        ? []
        : series.dimensions.map((one) => ({
            ...one,
            ...bounded(one, period),
            ...(one.prior && { prior: bounded(one.prior, prior) }),
            days: filledDays(one.days, shown.days, known),
          })),
    days: filledDays(series.days, shown.days, known),
    ...(priorDays && { priorDays: filledDays(priorDays, shown.priorDays, known) }),
  };
}

/** Which days a source knows, of a zone. */
export function knownOf({ asOf, knownFrom, knownTo }: Reach, tz: string): Known {
  if (asOf === null) return { from: '9999-12-31', to: '0000-01-01', open: null };
  const open = dayIn(tz, asOf);
  const end = addDays(open, 1);
  const to = knownTo !== null && knownTo < end ? knownTo : end;
  return { from: knownFrom ?? '0000-01-01', to, open: to === end ? open : null };
}

/** The days of a period, and whether each is over. */
export function shownDays(period: Period, known: Known): ShownDay[] {
  return daysOf(period).map((date) => ({
    date,
    isFinished: isKnown(date, known) && date !== known.open,
  }));
}

/** A figure on each of the days that are shown, as {@link fill} puts it. */
export function filledDays(days: Days, shown: readonly ShownDay[], known: Known): FilledDays {
  return shown.map(({ date }, at) => days[at] ?? (isKnown(date, known) ? NOTHING : UNKNOWN));
}

function isKnown(day: Day, { from, to }: Known): boolean {
  return from <= day && day < to;
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
