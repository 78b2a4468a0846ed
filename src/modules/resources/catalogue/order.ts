import { parseJson } from '../../../common/json/index.js';

/** How the catalogue can be sorted. */
export const SORTS = ['relevance', 'popular', 'latest', 'price', 'price_desc'] as const;

export type Sort = (typeof SORTS)[number];

/** What a search looks for: words and their beginnings or, when nothing has them, words like them. */
export const MATCHINGS = ['words', 'similar'] as const;

export type Matching = (typeof MATCHINGS)[number];

/** A place in the sorted catalogue: the last row a page showed. */
export interface Position {
  readonly sort: Sort;
  readonly matching: Matching;
  /** The row's sort key as text. */
  readonly key: string;
  readonly id: string;
}

const NUMBER = /^\d{1,18}$/;
/** PostgreSQL knows no year 0. */
const INSTANT = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An opaque, URL-safe text for a {@link Position}. */
export function encodePosition({ sort, matching, key, id }: Position): string {
  return Buffer.from(JSON.stringify([sort, matching, key, id])).toString('base64url');
}

/** Undefined when the text is no position in a catalogue sorted like this. */
export function decodePosition(text: string, sort: Sort): Position | undefined {
  const parts = parseJson(Buffer.from(text, 'base64url').toString());
  if (!Array.isArray(parts) || parts.length !== 4) return undefined;
  const [madeFor, how, key, id]: unknown[] = parts;
  const matching = MATCHINGS.find((one) => one === how);
  if (madeFor !== sort || matching === undefined) return undefined;
  if (typeof key !== 'string' || !isKey(key, sort)) return undefined;
  return typeof id === 'string' && UUID.test(id) ? { sort, matching, key, id } : undefined;
}

function isKey(key: string, sort: Sort): boolean {
  if (sort !== 'latest') return NUMBER.test(key);
  return INSTANT.test(key) && !Number.isNaN(Date.parse(key));
}
