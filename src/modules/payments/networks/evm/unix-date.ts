/** Seconds since 1970 as a Date. What a Date cannot hold means "never"; it is cut to the year 9999. */
export function toDate(unixSeconds: bigint): Date {
  const latest = 253_402_300_799n;
  return new Date(Number(unixSeconds > latest ? latest : unixSeconds) * 1000);
}
