import { type FieldOptions, Text } from '../../common/http/index.js';
import { PLAIN_LINE, toNfc, VISIBLE, VISIBLE_MESSAGE } from '../../common/text/index.js';

/**
 * A name that people read in one line: 1 to 60 characters, of which one can be seen, and no blanks at
 * its ends.
 */
export function Name(said: FieldOptions): PropertyDecorator {
  return Text({
    min: 1,
    max: 60,
    tidy: toNfc,
    rules: [
      [PLAIN_LINE, 'must be one line of text'],
      [VISIBLE, VISIBLE_MESSAGE],
      [(name) => name.trim() === name, 'must not begin or end with a blank'],
    ],
    ...said,
  });
}
