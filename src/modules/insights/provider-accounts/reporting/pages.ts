import { unreadable } from './report-failure.js';

/** One page of rows, and by what the next one is asked for; undefined after the last. */
export interface Page {
  readonly rows: readonly unknown[];
  readonly next: string | undefined;
}

/** Rows of all pages, or of as many as are read. */
export interface Rows {
  readonly rows: readonly unknown[];
  readonly isWhole: boolean;
}

/** A cursor is put into an address; what is longer is none. */
const MAX_CURSOR = 2_000;

/**
 * Reads page after page, to the end or to `maxPages`.
 * @throws {ReportFailure} `unreadable` when a page leads back to one before, or says that there is more and
 * not where
 */
export async function allPages(
  ask: (cursor: string | undefined) => Promise<Page>,
  maxPages: number,
): Promise<Rows> {
  const rows: unknown[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { rows: found, next } = await ask(cursor);
    for (const row of found) rows.push(row);
    if (next === undefined) return { rows, isWhole: true };
    if (next === '' || next.length > MAX_CURSOR) return unreadable('a page leads nowhere');
    if (seen.has(next)) return unreadable('a page leads back to one before');
    seen.add(next);
    cursor = next;
  }
  return { rows, isWhole: false };
}
