import { LRUCache } from 'lru-cache';
import type { FieldError } from '../../../common/errors/index.js';

/** A calendar day, `2026-11-28`. */
export type Day = string;

/** Whole days of one zone: `from` belongs to them, `to` does not. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
  /** IANA name of the zone whose midnights part the days. */
  readonly tz: string;
}

/** A year, and its 29th of February. */
export const MAX_DAYS = 366;
const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;
const DAY = /^(?:20|21)\d\d-\d\d-\d\d$/;
/**
 * Names of zones. PostgreSQL reads an offset, `+02:00`, as its opposite, and a word without a slash as
 * an abbreviation, where `CET` has no summer, and `IST` is not in India. So `UTC` is the only word.
 */
const ZONE = /^(?:UTC|[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){1,2})$/;

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether a text names a zone that this server knows, `Europe/Berlin`; the database has a say too. */
export function isZone(text: string): boolean {
  if (text.length > 64 || !ZONE.test(text)) return false;
  try {
    return formatOf(text) !== undefined;
  } catch {
    return false;
  }
}

/** A format takes longer to make than a day to write, and weighs much: those in use are kept. */
const formats = new LRUCache<string, Intl.DateTimeFormat>({ max: 100 });

/** @throws {RangeError} for what is no zone */
function formatOf(tz: string): Intl.DateTimeFormat {
  const known = formats.get(tz);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' });
  formats.set(tz, made);
  return made;
}

/** The day that it is in a zone. */
export function dayIn(tz: string, now: Date): Day {
  return formatOf(tz).format(now);
}

/** @param days how many to go on; back, if negative */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Every day of a period, in their order. */
export function daysOf({ from, to }: Pick<Period, 'from' | 'to'>): Day[] {
  return Array.from({ length: daysBetween(from, to) }, (_, at) => addDays(from, at));
}

/** How many days lie between two: 0 for the same one. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The first day of the month that a day is in, and of the next one. */
export function monthOf(day: Day): { readonly from: Day; readonly to: Day } {
  const from = `${day.slice(0, 7)}-01`;
  return { from, to: `${addDays(from, 31).slice(0, 7)}-01` };
}

/** As many days, just before: what a period is compared with. */
export function priorOf({ from, to, tz }: Period): Period {
  return { from: addDays(from, -daysBetween(from, to)), to: from, tz };
}

/**
 * The period that a query asks for: the last thirty days, today's among them, unless it says otherwise.
 * Days and zone are well-formed by then. Or what is wrong with them together.
 */
export function readPeriod(
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
  tz: string,
  now: Date,
): Period | FieldError {
  const to = given.to ?? addDays(dayIn(tz, now), 1);
  const from = given.from ?? addDays(to, -DEFAULT_DAYS);
  const days = daysBetween(from, to);
  if (days < 1) return { field: 'to', message: 'must be after `from`' };
  if (days > MAX_DAYS)
    return { field: 'from', message: `must be at most ${MAX_DAYS} days before \`to\`` };
  return { from, to, tz };
}
