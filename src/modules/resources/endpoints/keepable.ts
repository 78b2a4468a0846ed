const MAX_DEPTH = 32;

/** What PostgreSQL's `jsonb` cannot hold: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /\\u(0000|d[89a-f][0-9a-f]{2})/i;

/** A schema as it can be stored and shown again; null for anything else. */
export function keepable(schema: unknown): object | null {
  if (typeof schema !== 'object' || schema === null || !isShallow(schema, MAX_DEPTH)) return null;
  return UNSTORABLE.test(JSON.stringify(schema)) ? null : schema;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => isShallow(each, depth - 1));
}
