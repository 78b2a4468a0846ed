import { formatUsd } from '../../../../common/money/index.js';
import { isDay, type Day } from '../../series/period.js';
import { unreadable } from './report-failure.js';

/** Less than 10^15: nobody uses as many tokens in a day, or spends as much. */
const WHOLE = /^\d{1,15}$/;
const DECIMAL = /^\d{1,15}(?:\.\d{1,20})?$/;
/** As JavaScript writes numbers of up to 10^15. */
const NUMBER = /^(\d{1,15})(?:\.(\d{1,30}))?(?:[eE]-(\d{1,2}))?$/;
/** One line without anything that hides or garbles; ids are shown to people. */
const ID = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u;

const FIRST_INSTANT = Date.UTC(2000, 0);
const LAST_INSTANT = Date.UTC(2200, 0);

/** A whole number as an answer wrote it. @throws {ReportFailure} for anything else, and from 10^15 on */
export function whole(value: unknown): string {
  if (typeof value === 'string' && WHOLE.test(value)) return value;
  return unreadable('a count is no whole number, or absurdly large');
}

/** A decimal text of cents, in dollars, exact to the last digit. @throws {ReportFailure} */
export function dollarsOfCents(value: unknown): string {
  if (typeof value !== 'string' || !DECIMAL.test(value)) return noAmount();
  const [cents = '', fraction = ''] = value.split('.');
  const digits = cents.padStart(3, '0');
  return formatUsd(`${digits.slice(0, -2)}.${digits.slice(-2)}${fraction}`);
}

/** A number of dollars, as an answer wrote it: `0.25`, or `1e-7`. @throws {ReportFailure} */
export function dollarsOfNumber(value: unknown): string {
  const [, ones, fraction = '', exponent = '0'] =
    (typeof value === 'string' ? NUMBER.exec(value) : null) ?? [];
  if (ones === undefined) return noAmount();
  const places = Number(exponent);
  const digits = `${'0'.repeat(places)}${ones}`;
  const point = digits.length - places;
  return formatUsd(`${digits.slice(0, point)}.${digits.slice(point)}${fraction}`);
}

/** An id of a dimension; null for none. @throws {ReportFailure} when it is no id */
export function idOrNull(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string' && ID.test(value)) return value;
  return unreadable('an id is no readable text');
}

/** The UTC day that begins at an instant, `2026-11-28T00:00:00Z`, or of a day. @throws {ReportFailure} */
export function dayAt(value: unknown): Day {
  const match = /^(\d{4}-\d\d-\d\d)(?:T00:00:00(?:\.0+)?(?:Z|\+00:00))?$/.exec(String(value));
  const day = match?.[1] ?? '';
  return isDay(day) ? day : unreadable('a row is of no day');
}

/** An instant of 2000 to 2200, as days are, or null for none. @throws {ReportFailure} */
export function instantOrNull(value: unknown): Date | null {
  if (value === null || value === undefined) return null;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return time >= FIRST_INSTANT && time < LAST_INSTANT
    ? new Date(time)
    : unreadable('an instant is none, or absurdly far away');
}

/** Dollars less others, exactly: both are counted in units of the last digit that either has. */
export function difference(one: string, other: string): string {
  const places = Math.max(...[one, other].map((each) => each.split('.')[1]?.length ?? 0));
  const units = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.');
    return BigInt(`${whole}${fraction.padEnd(places, '0')}`);
  };
  const left = units(one) - units(other);
  const digits = (left < 0n ? -left : left).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  return formatUsd(`${left < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`);
}

function noAmount(): never {
  return unreadable('an amount is no decimal number, or absurdly large');
}
