/**
 * 1 to 1000 characters that JSON and PostgreSQL can both carry: no NUL and no half of a surrogate pair.
 * Counted as code points, as the database counts.
 */
export const PLAIN_TEXT = /^[^\0\p{Surrogate}]{1,1000}$/u;

/** What to tell somebody whose text is not {@link PLAIN_TEXT}. */
export const PLAIN_TEXT_MESSAGE =
  'must be 1 to 1000 characters, none of them NUL or broken Unicode';
