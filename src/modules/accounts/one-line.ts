import { PLAIN_LINE, VISIBLE } from '../../common/text/index.js';

/**
 * A name that people read in one line: 1 to 60 characters of {@link PLAIN_LINE}, of which one can be
 * seen, and no blanks at its ends.
 */
export const ONE_LINE = new RegExp(
  `^(?=\\S)(?=.*${VISIBLE.source})(?=.{1,60}$)(?=.*\\S$)${PLAIN_LINE.source.slice(1)}`,
  'u',
);

/** What to tell somebody whose text is not {@link ONE_LINE}. */
export const ONE_LINE_MESSAGE =
  'must be one line of 1 to 60 characters, one of them visible, without blanks at its ends';
