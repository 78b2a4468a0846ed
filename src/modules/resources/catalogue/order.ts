/** How the catalogue can be sorted. */
export const SORTS = ['latest', 'price', 'popular'] as const;

export type Sort = (typeof SORTS)[number];

/** A place in the sorted catalogue: the last row a page showed. */
export interface Position {
  readonly sort: Sort;
  /** The row's sort key as text. */
  readonly key: string;
  readonly id: string;
}

const NUMBER = /^\d{1,18}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const KEYS: Readonly<Record<Sort, RegExp>> = { latest: INSTANT, price: NUMBER, popular: NUMBER };

/** An opaque, URL-safe text for a {@link Position}. */
export function encodePosition({ sort, key, id }: Position): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

/** Undefined when the text is no position in a catalogue sorted like this. */
export function decodePosition(text: string, sort: Sort): Position | undefined {
  const parts = parse(text);
  if (!Array.isArray(parts)) return undefined;
  const [madeFor, key, id]: unknown[] = parts;
  if (madeFor !== sort || typeof key !== 'string' || typeof id !== 'string') return undefined;
  if (!KEYS[sort].test(key) || !UUID.test(id)) return undefined;
  return KEYS[sort] === INSTANT && Number.isNaN(Date.parse(key)) ? undefined : { sort, key, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
