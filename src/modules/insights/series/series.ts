import { type Day, daysOf, type Period } from './period.js';

/**
 * Of how many parts a figure is made, by what is known of them. `priced`: their value is known. `free`: they
 * certainly cost nothing. `unknown`: nobody said. The three never mix: what is unknown is never taken for 0.
 */
export interface Parts {
  readonly priced: number;
  readonly free: number;
  readonly unknown: number;
}

/**
 * `exact`: every part is known. `at_least`: some are unknown, and the value is the sum of the others;
 * `at_most` where what is unknown would be taken off. `unknown`: nothing is known, and there is no value.
 */
export type Certainty = 'exact' | 'at_least' | 'at_most' | 'unknown';

/** A value, and how well it is known. */
export interface KnownValue {
  /** An exact decimal number; null when nothing is known. */
  readonly value: string | null;
  readonly certainty: Certainty;
}

/** Parts added up. */
export interface Figure extends KnownValue {
  readonly parts: Parts;
}

/** What a sum is when some of its parts are unknown. */
export type Bound = 'at_least' | 'at_most';

/**
 * Of each day of a period, in their order, what is known of its figure; undefined where there is none. Whoever
 * shows it knows whether nothing happened or nothing is known. Days come without their parts: there are thousands,
 * and the totals have them.
 */
export type Days = readonly (KnownValue | undefined)[];

/** The days that have a figure, with their dates. */
export function datedDays(
  days: Days,
  period: Pick<Period, 'from' | 'to'>,
): (KnownValue & { readonly date: Day })[] {
  return daysOf(period).flatMap((date, at) => {
    const known = days[at];
    return known === undefined ? [] : [{ date, ...known }];
  });
}

/** All of a dimension over the period. */
export interface DimensionTotal extends Figure {
  /** Id of what it is a figure of; null for all that is left, and for what belongs to none. */
  readonly dimension: string | null;
  /** True for all that is left beside the largest. */
  readonly isOther: boolean;
  readonly days: Days;
  /** The same of the period before; undefined where it was not asked for. */
  readonly prior?: Figure;
}

/** Figures of one measure by day and dimension. */
export interface Series {
  readonly period: Period;
  readonly total: Figure;
  readonly priorTotal?: Figure;
  /** The largest first, what is left last. */
  readonly dimensions: readonly DimensionTotal[];
  /** All dimensions together. */
  readonly days: Days;
  /** The same of the period before: the pale line of a chart. */
  readonly priorDays?: Days;
}

/** What there is of nothing: an exact zero of no parts. */
export const NOTHING: Figure = {
  value: '0',
  certainty: 'exact',
  parts: { priced: 0, free: 0, unknown: 0 },
};

/**
 * A figure of parts.
 * @param value the sum of those that are known
 * @param bound what it is when some are not
 */
export function figureOf(value: string | null, parts: Parts, bound: Bound = 'at_least'): Figure {
  if (parts.unknown === 0) return { value: value ?? '0', certainty: 'exact', parts };
  const isKnown = parts.priced + parts.free > 0;
  return isKnown
    ? { value: value ?? '0', certainty: bound, parts }
    : { value: null, certainty: 'unknown', parts };
}
