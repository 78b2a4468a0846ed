import { type FieldOptions, Text } from '../../../common/http/index.js';
import {
  READABLE_MESSAGE,
  READABLE_TEXT,
  VISIBLE,
  VISIBLE_MESSAGE,
} from '../../../common/text/index.js';

/**
 * What one side of a refund writes and the other side, or an operator, reads. It stays as it was
 * written: the payer signs it.
 */
export function WrittenReason(said: FieldOptions): PropertyDecorator {
  return Text({
    min: 1,
    max: 1_000,
    rules: [
      [READABLE_TEXT, READABLE_MESSAGE],
      [VISIBLE, VISIBLE_MESSAGE],
    ],
    ...said,
  });
}
