import { Text, WholeNumber } from '../../common/http/index.js';

/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** When the payer signed what they ask for. */
export function UnixSeconds(): PropertyDecorator {
  return WholeNumber({
    min: 0,
    max: LAST_SECOND,
    description: 'Now, in Unix seconds',
    example: 1_795_255_200,
  });
}

/** What the wallet that paid signs. @param description what is signed, and how */
export function PayersSignature(description: string): PropertyDecorator {
  return Text({
    min: 1,
    max: 8_194,
    pattern: /^[\x21-\x7e]*$/,
    message: 'must be the signature in printable characters',
    description,
    example: `0x${'5a'.repeat(65)}`,
  });
}
