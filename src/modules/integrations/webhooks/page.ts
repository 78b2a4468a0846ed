import { encodeCursor } from '../../../common/database/index.js';

/** Some rows of a list, newest first, and where the next page begins. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextCursor: string | null;
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
