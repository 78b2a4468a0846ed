/**
 * A name that people read in one line: 1 to 60 characters, no blanks at its ends, no control
 * characters, line breaks or changes of writing direction, which would garble the text around it.
 */
export const ONE_LINE =
  /^(?=\S)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]{1,60}(?<=\S)$/u;

/** What to tell somebody whose text is not {@link ONE_LINE}. */
export const ONE_LINE_MESSAGE = 'must be one line of 1 to 60 characters without blanks at its ends';
