import { type Cursor, decodeCursor } from '../database/index.js';
import { invalidInput, Problem } from '../errors/index.js';

/** What is wrong with a cursor, in every list. */
export const CURSOR_MESSAGE = 'must be the nextCursor of another page of the same list';

/**
 * The row after which a page begins; undefined for the first page.
 * @param isId what the ids of the list look like; UUIDs unless told otherwise
 * @throws {Problem} `invalid_input` for a text that no page gave
 */
export function readCursor(
  text: string | undefined,
  isId?: (id: string) => boolean,
): Cursor | undefined {
  if (text === undefined) return undefined;
  return decodeCursor(text, isId) ?? refuseCursor();
}

/** The same for lists whose rows are numbered in their order, as PostgreSQL numbers them. */
export function readNumberedCursor(text: string | undefined): string | undefined {
  return readCursor(text, (id) => NUMBERED.test(id))?.id;
}

/** @throws {Problem} `invalid_input` */
export function refuseCursor(): never {
  const errors = [{ field: 'cursor', message: CURSOR_MESSAGE }];
  throw new Problem(invalidInput, { errors });
}

const NUMBERED = /^[1-9]\d{0,17}$/;
