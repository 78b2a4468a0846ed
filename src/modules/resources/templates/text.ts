/**
 * Text that JSON, PostgreSQL and model providers can all carry: no NUL and no half of a surrogate
 * pair.
 */
export const PLAIN_TEXT = /^[^\0\p{Surrogate}]*$/u;

/** One line of it: no control characters, line breaks or changes of writing direction. */
export const PLAIN_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u;

/** True when `text` has more than `limit` characters, counted as Unicode code points. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  if (text.length > 2 * limit) return true;
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters > limit;
}
