import type { FieldError } from '../../../common/errors/index.js';

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
