import { applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';
import {
  READABLE_MESSAGE,
  READABLE_TEXT,
  VISIBLE,
  VISIBLE_MESSAGE,
} from '../../../common/text/index.js';

/** Counted as code points, as the database counts. */
const LENGTH = /^[^]{1,1000}$/u;

/**
 * What one side of a refund writes and the other side, or an operator, reads: 1 to 1000 characters of
 * readable text. It stays as it was written: the payer signs it.
 */
export function WrittenReason(): PropertyDecorator {
  return applyDecorators(
    Matches(VISIBLE, { message: VISIBLE_MESSAGE }),
    Matches(READABLE_TEXT, { message: READABLE_MESSAGE }),
    Matches(LENGTH, { message: 'must be 1 to 1000 characters' }),
  );
}
