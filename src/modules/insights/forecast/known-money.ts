import { addDays, type Day, daysBetween } from '../series/period.js';
import type { Figure } from '../series/series.js';
import type { SourceAnswer } from '../series/source.js';
import { nanoOf } from './decimals.js';
import { total } from './expected-days.js';
import type { KnownDays, Month } from './month-forecast.js';

/** What a source says of days, as a forecast takes it. */
export interface KnownMoney {
  /** Whole days; they begin with the first that has a figure: before that there was nothing to forecast. */
  readonly days: KnownDays;
  /** The first day that is not known whole. */
  readonly day: Day;
  /** What is known of it and later ones, within the month. */
  readonly begun: bigint;
  /** Some part of what a forecast is made of is unknown. */
  readonly isAtLeast: boolean;
}

/**
 * Puts the days of a series one after the other; days without a figure are zero where they are known.
 * @param answer of a source, by day, up to the end of `today`
 */
export function knownMoney(
  { series, knownFrom, knownTo }: SourceAnswer,
  today: Day,
  month: Month,
): KnownMoney {
  const day = knownTo !== null && knownTo < today ? knownTo : today;
  const found = series.days.filter(({ date }) => knownFrom === null || date >= knownFrom);
  const from = found[0]?.date ?? day;
  const byDay = new Map(found.map(({ date, value }) => [date, nanoOf(value ?? '0')]));
  const amounts = Array.from(
    { length: Math.max(0, daysBetween(from, day)) },
    (_, at) => byDay.get(addDays(from, at)) ?? 0n,
  );
  const isBegun = (date: Day) => date >= day && date >= month.from;
  const begun = total([...byDay].flatMap(([date, amount]) => (isBegun(date) ? [amount] : [])));
  const isAtLeast =
    found.some(({ certainty }) => certainty !== 'exact') ||
    (knownFrom !== null && knownFrom > month.from);
  return { days: { from, amounts }, day, begun, isAtLeast };
}

/**
 * The total of an answer up to the end of `today`. Where its source does not know every day of it, the total is at
 * least what it says; where it knows none, unknown.
 */
export function totalKnown({ series, asOf, knownFrom, knownTo }: SourceAnswer, today: Day): Figure {
  const { total: told, period } = series;
  const to = period.to <= today ? period.to : addDays(today, 1);
  const [first, end] = [knownFrom ?? period.from, knownTo ?? to];
  if (asOf === null || end <= period.from || first >= to || first >= end) {
    return { ...told, value: null, certainty: 'unknown' };
  }
  const isWhole = first <= period.from && end >= to;
  return isWhole || told.certainty !== 'exact' ? told : { ...told, certainty: 'at_least' };
}
