import { addDays, type Day, daysBetween } from '../../series/period.js';
import type { Window } from '../reporting/usage-reporter.js';

/** Which days of a report are known. Those from `finalTo` on can still change. */
export interface Coverage {
  readonly knownFrom: Day;
  readonly knownTo: Day;
  readonly finalTo: Day;
  /** How many days are asked for at once: fewer than the provider allows where they have many rows. */
  readonly windowDays: number;
}

/** What bounds the windows of a run. */
export interface Bounds {
  readonly today: Day;
  /** The first day that the provider still tells of. */
  readonly earliest: Day;
  readonly windowDays: number;
}

/** The UTC day of an instant. */
export function utcDay(time: Date): Day {
  return time.toISOString().slice(0, 10);
}

/**
 * The first day that can still change: yesterday, or the day before the one that the provider’s data reach
 * into, whichever is earlier. So each day is read for the last time once the day after it is over, for the
 * clock and for the provider.
 */
export function firstOpenDay(now: Date, asOf: Date | null): Day {
  const upTo = asOf === null || asOf > now ? now : asOf;
  return addDays(utcDay(upTo), -1);
}

/**
 * The window to go on with towards today, from `from` on; undefined once today is in it. Of an account of
 * which nothing is known yet, it is the newest.
 */
export function windowAhead(from: Day | undefined, bounds: Bounds): Window | undefined {
  const { today, earliest, windowDays } = bounds;
  const end = addDays(today, 1);
  const start = latest(from ?? addDays(end, -windowDays), earliest);
  if (start >= end) return undefined;
  return { from: start, to: soonest(addDays(start, windowDays), end) };
}

/** The window to go on with into the past; undefined once all that the provider tells of is known. */
export function windowBack({ knownFrom }: Coverage, bounds: Bounds): Window | undefined {
  if (knownFrom <= bounds.earliest) return undefined;
  return { from: latest(addDays(knownFrom, -bounds.windowDays), bounds.earliest), to: knownFrom };
}

/** How long windows are after one with few rows: as long as the provider allows, step by step. */
export function longer(windowDays: number, allowed: number): number {
  return Math.min(allowed, windowDays * 2);
}

/**
 * How long they are after one with more rows than are read at once.
 * @param read how many of its days could be read to their end
 * @returns undefined when it was a single day
 */
export function shorter({ from, to }: Window, read: number): number | undefined {
  const days = daysBetween(from, to);
  return days <= 1 ? undefined : Math.max(1, Math.min(read, days - 1));
}

/** What is known with a window more, which joins it. */
export function joined(
  coverage: Coverage | undefined,
  { from, to }: Window,
  openFrom: Day,
  windowDays: number,
): Coverage {
  const finalTo = soonest(to, openFrom);
  // After a gap that the provider does not tell of any more, what was known before it is left behind.
  if (coverage === undefined || from > coverage.knownTo) {
    return { knownFrom: from, knownTo: to, finalTo, windowDays };
  }
  return {
    knownFrom: soonest(from, coverage.knownFrom),
    knownTo: latest(to, coverage.knownTo),
    finalTo: latest(finalTo, coverage.finalTo),
    windowDays,
  };
}

function latest(a: Day, b: Day): Day {
  return a > b ? a : b;
}

function soonest(a: Day, b: Day): Day {
  return a < b ? a : b;
}
