import { type Cursor, decodeCursor, encodeCursor } from '../../../common/database/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';

/** Some rows of a list, newest first, and where the next page begins. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextCursor: string | null;
}

/** @throws {Problem} `invalid_input` for a text that no page gave */
export function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  const cursor = decodeCursor(text);
  if (cursor !== undefined) return cursor;
  const message = 'must be the nextCursor of a page';
  throw new Problem(invalidInput, { errors: [{ field: 'cursor', message }] });
}

/** @param found one row more than the page shows, when there are more */
export function pageOf<T extends { readonly id: string; readonly createdAt: Date }>(
  found: readonly T[],
  limit: number,
): Page<T> {
  const last = found.length > limit ? found[limit - 1] : undefined;
  const nextCursor = last
    ? encodeCursor({ id: last.id, createdAt: last.createdAt.toISOString() })
    : null;
  return { rows: found.slice(0, limit), nextCursor };
}
