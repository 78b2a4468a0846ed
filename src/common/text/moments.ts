/** What {@link isMoment} says no with. A plus sign has to be written `%2B` in a query. */
export const MOMENT_MESSAGE =
  'must be ISO 8601: a day such as 2026-11-21, or a time with its zone such as 2026-11-21T10:00:00Z';

/** Years that every database and calendar knows. */
const MOMENT =
  /^(?<day>(?:19[7-9]\d|[2-9]\d{3})-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Whether a text is a day, or a time that does not depend on where it is read. */
export function isMoment(text: unknown): text is string {
  const day = typeof text === 'string' ? MOMENT.exec(text)?.groups?.['day'] : undefined;
  if (day === undefined || Number.isNaN(Date.parse(String(text)))) return false;
  const midnight = Date.parse(day);
  // There is no 30th of February, though it can be parsed.
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}
