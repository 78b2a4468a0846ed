import type { ProviderAnswer, Query } from '../../../integrations/index.js';
import { allPages, type Page, type Rows } from '../reporting/pages.js';
import { ReportFailure, unreadable } from '../reporting/report-failure.js';
import type { ReportSession } from '../reporting/usage-reporter.js';

export type Members = Readonly<Record<string, unknown>>;

/** Statuses that say that an organization, or its key, is not offered something. */
const NOT_OFFERED = new Set([400, 403, 404]);

/** What is asked of Anthropic, page after page. */
export interface Listing {
  readonly path: string;
  readonly query: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxPages: number;
}

/** Rows of a listing, and what its pages say beside them. */
export interface Listed extends Rows {
  readonly pages: readonly Members[];
}

export function membersOf(value: unknown): Members {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Members) : unreadable('Anthropic gave an answer that cannot be read');
}

/**
 * An answer whose numbers are texts; undefined where the organization, or the key, is not offered it.
 * @throws {ReportFailure} `refused` for 401, `unreadable` for what is no answer
 */
export function answerOf({ status, body }: ProviderAnswer): Members | undefined {
  if (status === 401) throw new ReportFailure('refused', 'Anthropic does not accept this key');
  if (NOT_OFFERED.has(status)) return undefined;
  if (status !== 200) return unreadable(`Anthropic answered ${status}`);
  return membersOf(body);
}

/** All rows of a listing whose pages say by what the next one is asked for; undefined when it is not offered. */
export async function list(
  session: ReportSession,
  { path, query, headers, maxPages }: Listing,
): Promise<Listed | undefined> {
  const pages: Members[] = [];
  const ask = async (page: string | undefined): Promise<Page | undefined> => {
    const asked = page === undefined ? query : { ...query, page };
    const answer = answerOf(await session.get(path, asked, { headers, isReport: true }));
    if (answer === undefined) return undefined;
    pages.push(answer);
    return { rows: rowsOf(answer), next: nextOf(answer) };
  };
  const first = await ask(undefined);
  if (first === undefined) return undefined;
  const rows = await allPages(
    async (cursor) =>
      (cursor === undefined ? first : await ask(cursor)) ??
      unreadable('Anthropic ends a listing in its middle'),
    maxPages,
  );
  return { ...rows, pages };
}

/** A first page that is paged by ids of its rows, and enough of it; undefined when it is not offered. */
export async function firstPage(
  session: ReportSession,
  path: string,
  query: Query = {},
): Promise<readonly unknown[] | undefined> {
  const asked = { limit: '1000', ...query };
  const answer = answerOf(await session.get(path, asked, { isReport: true }));
  return answer && rowsOf(answer);
}

/** A name in one readable line. */
export function nameOf(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').slice(0, 100);
}

function rowsOf({ data }: Members): readonly unknown[] {
  return Array.isArray(data) ? data : unreadable('Anthropic gave no rows');
}

/** Some listings say by `has_more` whether there is another page, others by `next_page` alone. */
function nextOf({ has_more: hasMore, next_page: next }: Members): string | undefined {
  if (hasMore === false || (hasMore === undefined && (next === null || next === undefined))) {
    return undefined;
  }
  return typeof next === 'string'
    ? next
    : unreadable('Anthropic says that there is more, and not where');
}
