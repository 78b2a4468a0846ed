const DECIMAL = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?$/;
const NANO_DIGITS = 9;
const MICRO_DIGITS = 6;

/**
 * A decimal number of a source in 10^-9, for statistics; what is beyond is cut off.
 * @throws {RangeError} for what is no plain decimal number
 */
export function nanoOf(decimal: string): bigint {
  const groups = DECIMAL.exec(decimal)?.groups;
  if (groups === undefined) throw new RangeError('a figure is no decimal number');
  const { sign, whole = '0', fraction = '' } = groups;
  const nano = BigInt(whole + fraction.slice(0, NANO_DIGITS).padEnd(NANO_DIGITS, '0'));
  return sign === '-' ? -nano : nano;
}

/** What is no more exact than to six decimals, in 10^-6: halves go away from zero. */
export function microOf(nano: bigint): bigint {
  const unit = 10n ** BigInt(NANO_DIGITS - MICRO_DIGITS);
  const half = nano < 0n ? -unit / 2n : unit / 2n;
  return (nano + half) / unit;
}
