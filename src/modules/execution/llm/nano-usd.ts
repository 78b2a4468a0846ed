const DECIMAL = /^(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:e(?<exponent>[+-]\d{1,3}))?$/;
const NANO_DECIMALS = 9;

/**
 * Dollars as 10^-9 USD, rounded up to a whole one. Takes a decimal string or a number as JSON gives
 * it; a number is read by its shortest decimal form, so `0.1` is exactly 100,000,000.
 * Undefined for anything negative, not finite or not a number.
 */
export function nanoUsd(dollars: string | number): bigint | undefined {
  const groups = DECIMAL.exec(String(dollars))?.groups;
  if (groups === undefined) return undefined;
  const fraction = groups['fraction'] ?? '';
  const digits = BigInt((groups['whole'] ?? '') + fraction);
  const shift = NANO_DECIMALS + Number(groups['exponent'] ?? 0) - fraction.length;
  return shift >= 0 ? digits * 10n ** BigInt(shift) : divideUp(digits, 10n ** BigInt(-shift));
}

/** Integer division of non-negative numbers, rounded up. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
