import { addDays, type Day, daysBetween, monthOf } from '../series/period.js';
import { expectedDays, medianOf, total } from './expected-days.js';

/** Name of the method, as answers have it; docs/insights.md describes it. */
export const METHOD = 'weekday_mean_damped_trend';
/** With fewer known days there is no forecast. */
export const MIN_DAYS = 14;
/** A past month is measured when so many days were known at its day. */
const MIN_DAYS_MEASURED = 28;
/** The range is measured from so many months on: of fewer, the largest error holds the next one too seldom. */
const MIN_MONTHS = 4;
/** Of five months, four fall into the range. */
const [COVERED, OF] = [4, 5];
/** Parts of one. */
const SCALE = 1_000_000n;

/** Amounts of consecutive whole days, in 10^-9 of their unit. */
export interface KnownDays {
  readonly from: Day;
  readonly amounts: readonly bigint[];
}

/** What the method got wrong in past months of the same series. */
export interface MeasuredErrors {
  /** How many past months were forecast at the same day of the month, each from what was before. */
  readonly months: number;
  /** Median of the error in hundredths of the month's true total, in 10^-6; null when nothing was measured. */
  readonly medianError: bigint | null;
}

/** What a month will come to, in 10^-9 of the unit. */
export interface MonthForecast {
  readonly forecast: bigint;
  readonly low: bigint;
  readonly high: bigint;
  /** `measured`: four of five past months fell into such a range. `assumed`: too few months to measure. */
  readonly range: 'measured' | 'assumed';
}

/** What is known of a month when it is forecast. */
export interface Moment {
  readonly days: KnownDays;
  /** The first day that is not known whole; of the month, or somewhat before where figures come late. */
  readonly day: Day;
  readonly month: Month;
  /** What is known of that day and later ones of the month. */
  readonly begun: bigint;
}

/** From its first day up to the first of the next one. */
export interface Month {
  readonly from: Day;
  readonly to: Day;
}

interface Outlook {
  readonly known: bigint;
  readonly left: bigint;
  /** Of what is left, all but the first day. */
  readonly later: bigint;
}

/**
 * Forecasts the month that a day is in: what is known of it, and for the days left what they are expected to come
 * to. A day that has begun comes to at least what is known of it.
 * @returns undefined when too little is known
 */
export function forecastMonth({ days, day, month, begun }: Moment): {
  readonly forecast: MonthForecast | undefined;
  readonly errors: MeasuredErrors;
} {
  const past = measure(days, month, daysBetween(month.from, day));
  const outlook = look(days, day, month);
  const errors = { months: past.length, medianError: medianError(past) };
  if (outlook === undefined) return { forecast: undefined, errors };
  const left = larger(outlook.left, begun + outlook.later);
  const forecast = outlook.known + left;
  const spread = (left * (widthOf(past) ?? SCALE)) / SCALE;
  const width = spread < 0n ? -spread : spread;
  const neverFalls = begun >= 0n && days.amounts.every((amount) => amount >= 0n);
  const sure = outlook.known + begun;
  const low = neverFalls && forecast - width < sure ? sure : forecast - width;
  const range = past.length < MIN_MONTHS ? 'assumed' : 'measured';
  return { forecast: { forecast, low, high: forecast + width, range }, errors };
}

/** What is known of a month before a day, and what the days from it on are expected to come to. */
function look(days: KnownDays, day: Day, { from, to }: Month): Outlook | undefined {
  const seen = daysBetween(days.from, day);
  if (seen < MIN_DAYS) return undefined;
  const history = days.amounts.slice(0, seen);
  const passed = daysBetween(from, day);
  const known = passed <= 0 ? [] : history.slice(-passed);
  const expected = expectedDays(history, daysBetween(day, to)).slice(Math.max(0, -passed));
  return { known: total(known), left: total(expected), later: total(expected.slice(1)) };
}

/** A month that is over, as it was forecast at the same day. */
interface PastMonth extends Outlook {
  readonly truth: bigint;
}

/** @param passed how many days into the month, or before it, nothing more was known */
function measure(days: KnownDays, { from }: Month, passed: number): PastMonth[] {
  const measured: PastMonth[] = [];
  for (let month = monthOf(addDays(from, -1)); ; month = monthOf(addDays(month.from, -1))) {
    const last = daysBetween(month.from, month.to) - 1;
    const at = addDays(month.from, Math.min(passed, last));
    if (daysBetween(days.from, at) < MIN_DAYS_MEASURED) return measured;
    const outlook = look(days, at, month);
    const begins = Math.max(0, daysBetween(days.from, month.from));
    const truth = total(days.amounts.slice(begins, daysBetween(days.from, month.to)));
    if (outlook !== undefined) measured.push({ ...outlook, truth });
  }
}

/**
 * How far from what was expected of the days left the truth was, in parts of 10^6: the error that as many of the
 * past months stayed within as the next one has to, which is conformal prediction.
 */
function widthOf(past: readonly PastMonth[]): bigint | undefined {
  const errors = past.map(({ known, left, truth }) => partOf(known + left - truth, left));
  if (errors.length < MIN_MONTHS) return undefined;
  const rank = Math.ceil(((errors.length + 1) * COVERED) / OF);
  return errors.toSorted((a, b) => (a < b ? -1 : Number(a > b)))[Math.min(rank, errors.length) - 1];
}

/** Of months that came to nothing, no part can be told. */
function medianError(past: readonly PastMonth[]): bigint | null {
  const told = past.filter(({ truth }) => truth !== 0n);
  if (told.length === 0) return null;
  return medianOf(told.map(({ known, left, truth }) => partOf(known + left - truth, truth) * 100n));
}

function partOf(part: bigint, whole: bigint): bigint {
  if (whole === 0n) return part === 0n ? 0n : SCALE;
  const parts = (part * SCALE) / whole;
  return parts < 0n ? -parts : parts;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
