const DECIMAL = /^(?<whole>\d+)(?:\.(?<fraction>\d+))?$/;
/** Decimals of the amount of a budget. */
const MICRO_DIGITS = 6;

/**
 * Which thresholds spending has reached, exactly: no rounding lifts it to one.
 * @param spent decimal number of USD; a negative one, such as after a credit, reaches nothing
 * @param amount in 10^-6 USD
 * @param thresholds percents of the amount
 */
export function thresholdsReached(
  spent: string,
  amount: bigint,
  thresholds: readonly number[],
): number[] {
  const groups = DECIMAL.exec(spent)?.groups;
  if (groups === undefined) return [];
  const { whole = '0', fraction = '' } = groups;
  const digits = Math.max(MICRO_DIGITS, fraction.length);
  const hundredfold = BigInt(whole + fraction.padEnd(digits, '0')) * 100n;
  const unit = 10n ** BigInt(digits - MICRO_DIGITS);
  return thresholds.filter((percent) => hundredfold >= amount * unit * BigInt(percent));
}
