const DECIMAL = /^(?<whole>\d{1,400})(?:\.(?<fraction>\d{1,400}))?(?:e(?<exponent>[+-]\d{1,3}))?$/;
const NANO_DECIMALS = 9;
/** 10,000 USD: nothing that is priced here, a call or a million tokens, costs as much. */
export const MAX_NANO_USD = 10n ** 13n;

/**
 * Dollars as 10^-9 USD, rounded up to a whole one. Takes a decimal string or a number as JSON gives
 * it; a number is read by its shortest decimal form, so `0.1` is exactly 100,000,000.
 * Undefined for anything negative, above 10,000 USD, not finite or not a number.
 */
export function nanoUsd(dollars: string | number): bigint | undefined {
  const groups = DECIMAL.exec(String(dollars))?.groups;
  if (groups === undefined) return undefined;
  const fraction = groups['fraction'] ?? '';
  const digits = BigInt((groups['whole'] ?? '') + fraction);
  const shift = NANO_DECIMALS + Number(groups['exponent'] ?? 0) - fraction.length;
  const nano = shift >= 0 ? digits * 10n ** BigInt(shift) : divideUp(digits, 10n ** BigInt(-shift));
  return nano > MAX_NANO_USD ? undefined : nano;
}

/** Integer division of non-negative numbers, rounded up. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
