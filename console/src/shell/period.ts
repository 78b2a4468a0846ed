/** The range and zone of figures, as they stand in the address: shared by every page that shows some. */
export interface PeriodSearch {
  readonly range?: Range;
  /** IANA name. */
  readonly tz?: string;
}

/** Ranges to choose from, and their days. */
export const RANGES = { '7d': 7, '30d': 30, '90d': 90, '365d': 365 } as const;
export type Range = keyof typeof RANGES;
const USUAL: Range = '30d';

/** What the API is asked: the first day, the day after the last, the zone. */
export interface Period {
  readonly from: string;
  readonly to: string;
  readonly tz: string;
}

/** Reads range and zone from an address; what makes no sense counts as left out. */
export function readPeriod(search: Record<string, unknown>): PeriodSearch {
  const { range, tz } = search;
  return {
    ...(typeof range === 'string' &&
      range in RANGES &&
      range !== USUAL && { range: range as Range }),
    ...(typeof tz === 'string' && isZone(tz) && tz !== ownZone() && { tz }),
  };
}

/** The days that an address means, today the last of them. */
export function periodOf(
  { range = USUAL, tz = ownZone() }: PeriodSearch,
  now = new Date(),
): Period {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: tz }).format(now);
  const to = addDays(today, 1);
  return { from: addDays(to, -RANGES[range]), to, tz };
}

/** `30 days` */
export function rangeName({ range = USUAL }: PeriodSearch): string {
  return `${RANGES[range]} days`;
}

/** The zone of this browser, where the API takes it: names without a slash mean different things to different programs. */
export function ownZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone.includes('/') ? timeZone : 'UTC';
}

/** The range that stands in no address. */
export const usualRange = USUAL;

function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function isZone(tz: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: tz });
    return tz === 'UTC' || tz.includes('/');
  } catch {
    return false;
  }
}
