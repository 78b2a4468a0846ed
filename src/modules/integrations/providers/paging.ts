import { at } from './json-path.js';

/** Where the rows of one page and the way to the next one stand, and how many are read at the most. */
export type Paging = {
  /** Path to the rows of a page. */
  readonly rows: string;
  /** Parameters of every page, such as how many rows it has. */
  readonly query?: Readonly<Record<string, string>>;
  readonly maxPages: number;
  readonly maxRows: number;
} & (
  | {
      /** A page says by what the next one is asked for. */
      readonly kind: 'cursor';
      readonly next: string;
      readonly parameter: string;
    }
  | {
      /** A page has the URL of the next one. Only its query is used: it cannot lead anywhere else. */
      readonly kind: 'link';
      readonly next: string;
    }
  | {
      /** The next page begins after a row of this one, whose id is found in the last row. */
      readonly kind: 'id_cursor';
      readonly more: string;
      readonly id: string;
      readonly parameter: string;
    }
  | {
      /** A page shorter than the limit is the last. */
      readonly kind: 'offset';
      readonly limit: number;
      readonly parameter: string;
    }
);

type Query = Readonly<Record<string, string>>;

/** A cursor is put into an address; what is longer is none. */
const MAX_CURSOR = 2_000;

/**
 * The parameters of the next page; undefined after the last.
 * @param rows of this page
 * @param seen how many rows were read so far, this page's included
 */
export function nextPage(
  paging: Paging,
  body: unknown,
  rows: readonly unknown[],
  seen: number,
): Query | undefined {
  if (rows.length === 0) return undefined;
  switch (paging.kind) {
    case 'cursor':
      return pageAt(paging.query, paging.parameter, at(body, paging.next));
    case 'link':
      return queryOf(at(body, paging.next));
    case 'id_cursor':
      return at(body, paging.more) === true
        ? pageAt(paging.query, paging.parameter, at(rows.at(-1), paging.id))
        : undefined;
    case 'offset':
      return rows.length < paging.limit
        ? undefined
        : pageAt(paging.query, paging.parameter, String(seen));
  }
}

function pageAt(query: Query = {}, parameter: string, cursor: unknown): Query | undefined {
  if (typeof cursor !== 'string' || cursor === '' || cursor.length > MAX_CURSOR) return undefined;
  return { ...query, [parameter]: cursor };
}

function queryOf(link: unknown): Query | undefined {
  if (typeof link !== 'string' || link.length > MAX_CURSOR) return undefined;
  if (!URL.canParse(link)) return undefined;
  return Object.fromEntries(new URL(link).searchParams);
}
