/** Instants and days as people read them, in a zone that is named beside them. */

const cache = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const made = cache.get(key) ?? new Intl.DateTimeFormat('en-GB', options);
  cache.set(key, made);
  return made;
}

/** `28 Nov, 14:05`, and of other years than this one `28 Nov 2025, 14:05`. */
export function dateTime(instant: string | number, timeZone?: string, now = Date.now()): string {
  const year = format({ year: 'numeric', timeZone });
  const isThisYear = year.format(new Date(instant)) === year.format(now);
  const day = isThisYear ? DAY : { dateStyle: 'medium' as const };
  return `${format({ ...day, timeZone }).format(new Date(instant))}, ${clockTime(instant, timeZone)}`;
}

const DAY = { day: 'numeric', month: 'short' } as const;

/** `28 Nov 2026` */
export function date(instant: string | number, timeZone?: string): string {
  return format({ dateStyle: 'medium', timeZone }).format(new Date(instant));
}

/** `14:05` */
export function clockTime(instant: string | number, timeZone?: string): string {
  return format({ timeStyle: 'short', timeZone }).format(new Date(instant));
}

/** A day as the API names it, `2026-11-28`, as `28 Nov`: it is a day already, so no zone moves it. */
export function dayName(day: string): string {
  return format({ ...DAY, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `5 minutes ago`, `in 3 days`; after a month the day itself. */
export function ago(instant: string, now = Date.now()): string {
  const passed = new Date(instant).getTime() - now;
  if (Math.abs(passed) > 30 * 86_400_000) return date(instant);
  const [unit, size] = UNITS.find(([, each]) => Math.abs(passed) >= each) ?? ['minute', 60_000];
  const number = Math.round(passed / size);
  return number === 0 ? 'just now' : relative.format(number, unit);
}
