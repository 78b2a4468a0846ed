import type { FieldError } from '../../../common/errors/index.js';

/** What {@link isMoment} says no with. A plus sign has to be written `%2B` in a query. */
export const MOMENT_MESSAGE =
  'must be ISO 8601: a day such as 2026-11-21, or a time with its zone such as 2026-11-21T10:00:00Z';

const MOMENT =
  /^(?<day>(?:20|21)\d\d-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Whether a text is a day, or a time that does not depend on where it is read. */
export function isMoment(text: unknown): text is string {
  const day = typeof text === 'string' ? MOMENT.exec(text)?.groups?.['day'] : undefined;
  if (day === undefined || Number.isNaN(Date.parse(String(text)))) return false;
  const midnight = Date.parse(day);
  // There is no 30th of February, though it can be parsed.
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}

/** A span of time: `from` is in it, `to` is not. */
export interface Span {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

/** Reads a span whose ends are moments; or says what is wrong with both together. */
export function readSpan(given: { from?: string; to?: string }): Span | FieldError {
  const from = given.from === undefined ? undefined : new Date(given.from);
  const to = given.to === undefined ? undefined : new Date(given.to);
  if (from !== undefined && to !== undefined && from >= to) {
    return { field: 'to', message: 'must be after `from`' };
  }
  return { from, to };
}
