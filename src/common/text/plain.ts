/**
 * Text that JSON, PostgreSQL and model providers can all carry: no NUL and no half of a surrogate
 * pair.
 */
export const PLAIN_TEXT = /^[^\0\p{Surrogate}]*$/u;

/** What to tell somebody whose text is not {@link PLAIN_TEXT}. */
export const PLAIN_TEXT_MESSAGE = 'must not contain NUL or broken Unicode';

/** True when `text` has more than `limit` characters, counted as code points, as PostgreSQL and JSON Schema count. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  if (text.length > 2 * limit) return true;
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters > limit;
}
