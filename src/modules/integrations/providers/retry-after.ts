/** Who wants to be left alone for longer is asked after a day all the same. */
const MAX_SECONDS = 86_400;

/**
 * The seconds that a `Retry-After` names, a day at most. Undefined without any: its other form, a date, depends
 * on two clocks.
 */
export function secondsToWait(header: unknown): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return seconds >= 0 ? Math.min(MAX_SECONDS, seconds) : undefined;
}
