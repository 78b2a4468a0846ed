import { formatUsdc, parseUsdc, USDC_UNIT } from '../../../common/money/index.js';

/** Bounds of the price of one call, in atomic USDC. */
export const MIN_PRICE = USDC_UNIT / 100n;
export const MAX_PRICE = 10_000n * USDC_UNIT;

export const PRICE_MESSAGE = `must be a decimal text such as "0.05", from ${formatUsdc(MIN_PRICE)} to ${formatUsdc(MAX_PRICE)} USDC with at most six decimals`;

/** Reads a price as atomic USDC; undefined when it is no decimal text or out of bounds. */
export function parsePrice(value: unknown): bigint | undefined {
  const price = typeof value === 'string' ? parseUsdc(value) : undefined;
  return price !== undefined && price >= MIN_PRICE && price <= MAX_PRICE ? price : undefined;
}
