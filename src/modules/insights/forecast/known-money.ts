import { addDays, type Day, daysBetween } from '../series/period.js';
import { datedDays, type Figure } from '../series/series.js';
import type { SourceAnswer } from '../series/source.js';
import { nanoOf } from './decimals.js';
import { total } from './expected-days.js';
import type { KnownDays, Month } from './month-forecast.js';

/** What a source says of days, as a forecast takes it. */
export interface KnownMoney {
  /** Whole days; they begin with the first that has a value: before that there was nothing to forecast. */
  readonly days: KnownDays;
  /** How many of them have no unknown value. */
  readonly knownDays: number;
  /** The first day that is not known whole. */
  readonly day: Day;
  /** What is known of it and later ones, within the month. */
  readonly begun: bigint;
  /** Some part of what a forecast is made of is unknown. */
  readonly isAtLeast: boolean;
}

/**
 * Puts the days of a series one after the other; days without a figure are zero where they are known. Latest days
 * whose value is unknown are not there yet. Earlier ones add nothing to what is known, which is then at least that.
 * @param answer of a source, by day, up to the end of `today`
 */
export function knownMoney(
  { series, knownFrom, knownTo }: SourceAnswer,
  today: Day,
  month: Month,
): KnownMoney {
  const end = knownTo !== null && knownTo < today ? knownTo : today;
  const found = datedDays(series.days, series.period).filter(
    ({ date }) => knownFrom === null || date >= knownFrom,
  );
  const byDay = new Map(
    found.map(({ date, value }) => [date, value === null ? null : nanoOf(value)]),
  );
  const from = found.find(({ value }) => value !== null)?.date ?? end;
  const day = endOfKnown(byDay, from, end);
  const days = Array.from({ length: Math.max(0, daysBetween(from, day)) }, (_, at) => {
    const amount = byDay.get(addDays(from, at));
    return amount === undefined ? 0n : amount;
  });
  const knownDays = days.filter((amount) => amount !== null).length;
  const isBegun = (date: Day) => date >= day && date >= month.from;
  const begun = total([...byDay].map(([date, amount]) => (isBegun(date) ? (amount ?? 0n) : 0n)));
  const isAtLeast =
    found.some(({ certainty }) => certainty !== 'exact') ||
    (knownFrom !== null && knownFrom > month.from);
  const amounts = days.map((amount) => amount ?? 0n);
  return { days: { from, amounts }, knownDays, day, begun, isAtLeast };
}

/** The first of the latest days whose value is unknown. */
function endOfKnown(byDay: ReadonlyMap<Day, bigint | null>, from: Day, end: Day): Day {
  let day = end;
  while (day > from && byDay.get(addDays(day, -1)) === null) day = addDays(day, -1);
  return day;
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
