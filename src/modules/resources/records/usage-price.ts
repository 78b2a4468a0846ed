import { parseUsdc } from '../../../common/money/index.js';

/** By the tokens that were counted: USD for a million of each kind. */
export interface TokenPrice {
  /** The least that one call costs, in USD as a decimal text. */
  readonly minimum: string;
  readonly inputPerMillion: string;
  readonly outputPerMillion: string;
}

/** By what the run cost its creator, and so many percent of it. */
export interface CostPrice {
  /** The least that one call costs, in USD as a decimal text. */
  readonly minimum: string;
  readonly costPlusPercent: string;
}

/** How a call is charged by what its model used; the price of the resource is the most. */
export type UsagePrice = TokenPrice | CostPrice;

/** There is no payment of nothing, and no part of an atomic unit. */
export const MINIMUM_MESSAGE =
  'must be a decimal text such as "0.001", from 0.000001 to the price, with at most six decimals';

const MAX_PER_MILLION = '10000';
export const PER_MILLION_MESSAGE = `must be US dollars for a million tokens as a decimal text such as "3", at most ${MAX_PER_MILLION}, with at most six decimals`;

/** At most 1,000 percent, in hundredths. */
const PERCENT = /^(?<whole>0|[1-9]\d{0,3})(?:\.(?<fraction>\d{1,2}))?$/;
const MAX_BASIS_POINTS = 100_000n;
export const PERCENT_MESSAGE =
  'must be a decimal text such as "20", from 0 to 1000, with at most two decimals';

/** Reads a least charge as atomic USDC; undefined for what is none. */
export function parseMinimum(text: string): bigint | undefined {
  const minimum = parseUsdc(text);
  return minimum !== undefined && minimum > 0n ? minimum : undefined;
}

/** Reads a price of a million tokens as atomic USDC; undefined for what is none. */
export function parsePerMillion(text: string): bigint | undefined {
  const price = parseUsdc(text);
  return price !== undefined && price <= (parseUsdc(MAX_PER_MILLION) ?? 0n) ? price : undefined;
}

/** Reads a percentage as hundredths of a percent; undefined for what is none. */
export function parsePercent(text: string): bigint | undefined {
  const groups = PERCENT.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const points = BigInt(groups['whole'] ?? '') * 100n;
  const sum = points + BigInt((groups['fraction'] ?? '').padEnd(2, '0'));
  return sum <= MAX_BASIS_POINTS ? sum : undefined;
}
