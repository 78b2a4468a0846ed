const USDC = /^(?<whole>0|[1-9]\d{0,11})(?:\.(?<fraction>\d{1,6}))?$/;

/** One USDC in atomic units: the token has six decimals. */
export const USDC_UNIT = 1_000_000n;

/**
 * Reads a decimal string such as `0.05` as atomic USDC. Undefined when it is not a plain decimal
 * number of at most six decimals and below 10^12: no signs, exponents, blanks or separators.
 */
export function parseUsdc(text: string): bigint | undefined {
  const groups = USDC.exec(text)?.groups;
  if (groups === undefined) return undefined;
  return (
    BigInt(groups['whole'] ?? '0') * USDC_UNIT + BigInt((groups['fraction'] ?? '').padEnd(6, '0'))
  );
}

/** Writes atomic USDC as a decimal string with at least two decimals: `50000n` is `0.05`. */
export function formatUsdc(atomic: bigint): string {
  return formatDecimal(atomic, 6);
}

/** Writes nano-USD (10^-9 USD) as a decimal string with at least two decimals. */
export function formatNanoUsd(nano: bigint): string {
  return formatDecimal(nano, 9);
}

function formatDecimal(value: bigint, decimals: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  return formatUsd(`${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`);
}

/** Writes a decimal number, of any length, with at least two decimals and no needless zeros: `1000.0` is `1000.00`. */
export function formatUsd(decimal: string): string {
  const point = decimal.indexOf('.');
  if (point === -1) return `${decimal}.00`;
  let end = decimal.length;
  // A pattern for the zeros at an end looks at them anew from each of them.
  while (end > point + 3 && decimal[end - 1] === '0') end -= 1;
  return decimal.slice(0, end).padEnd(point + 3, '0');
}
