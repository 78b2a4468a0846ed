const DAY_MS = 86_400_000;

/** A stretch of time: `from` belongs to it, `to` does not; null where it is open. */
export interface Period {
  readonly from: Date | null;
  readonly to: Date | null;
}

/**
 * A period parted in three, as PostgreSQL writes times: from `from` until `first` and from `last` until `to`, what
 * is less than a day of UTC, and whole days between. Each begins where the one before ends.
 */
export interface PartedPeriod {
  readonly from: string;
  readonly first: string;
  readonly last: string;
  readonly to: string;
}

/** All of time has whole days alone; a period without a whole day has only what comes before. */
export function partByDays({ from, to }: Period): PartedPeriod {
  const ends = { from: from?.toISOString() ?? '-infinity', to: to?.toISOString() ?? 'infinity' };
  const first = from && new Date(Math.ceil(from.getTime() / DAY_MS) * DAY_MS);
  const last = to && new Date(Math.floor(to.getTime() / DAY_MS) * DAY_MS);
  if (first !== null && last !== null && first >= last) {
    return { ...ends, first: ends.to, last: ends.to };
  }
  return {
    ...ends,
    first: first?.toISOString() ?? ends.from,
    last: last?.toISOString() ?? ends.to,
  };
}
