import { formatNanoUsd, formatUsdc } from '../../../common/money/index.js';
import type { Charge } from '../../payments/index.js';
import {
  parseMinimum,
  parsePercent,
  parsePerMillion,
  type UsagePrice,
} from '../../resources/index.js';
import type { RunRecord } from '../records/run-record.js';
import type { ExecutionResult } from '../results/execution-result.js';

/** What one run used. */
export interface Used {
  /** Tokens of the answer, as its buyer is told them; null where its provider counted none. */
  readonly tokens: ExecutionResult['usage'];
  /** What the whole run cost its creator, in 10^-9 USD; undefined where nobody knows. */
  readonly costNanoUsd: string | undefined;
}

const BY_TOKENS =
  'ceil((inputTokens * inputPerMillion + outputTokens * outputPerMillion) / 1000000), from minimum to maximum';
const BY_COST = 'ceil(cost * (100 + percent) / 100), from minimum to maximum';

const TOKENS_PER_PRICE = 1_000_000n;
/** A whole in hundredths of a percent, and 10^-9 USD in an atomic unit. */
const WHOLE = 10_000n;
const NANO_PER_ATOMIC = 1_000n;

/**
 * What a call comes to: atomic USDC, rounded up to a whole unit, and never outside of what was offered. What
 * nobody counted costs the least.
 * @param most the price of the offer, in atomic USDC
 */
export function usageCharge(price: UsagePrice, most: bigint, used: Used): Charge {
  const least = parseMinimum(price.minimum) ?? 1n;
  const counted = 'costPlusPercent' in price ? byCost(price, used) : byTokens(price, used);
  const amount = between(least, counted.amount, most);
  const { input_tokens: inputTokens = null, output_tokens: outputTokens = null } =
    used.tokens ?? {};
  const bounds = { minimum: formatUsdc(least), maximum: formatUsdc(most) };
  const usage = { inputTokens, outputTokens, ...counted.terms, ...bounds };
  return { amount, usage: { ...usage, charge: formatUsdc(amount) } };
}

/** An amount before its bounds, and what it was reckoned from, for the receipt. */
interface Counted {
  readonly amount: bigint;
  readonly terms: Readonly<Record<string, string | null>>;
}

function byTokens(
  { inputPerMillion, outputPerMillion }: Extract<UsagePrice, { inputPerMillion: string }>,
  { tokens }: Used,
): Counted {
  const read = BigInt(tokens?.input_tokens ?? 0) * (parsePerMillion(inputPerMillion) ?? 0n);
  const written = BigInt(tokens?.output_tokens ?? 0) * (parsePerMillion(outputPerMillion) ?? 0n);
  const terms = { inputPerMillion, outputPerMillion, formula: BY_TOKENS };
  return { amount: divideUp(read + written, TOKENS_PER_PRICE), terms };
}

function byCost(
  { costPlusPercent }: Extract<UsagePrice, { costPlusPercent: string }>,
  { costNanoUsd }: Used,
): Counted {
  const cost = BigInt(costNanoUsd ?? 0);
  const factor = WHOLE + (parsePercent(costPlusPercent) ?? 0n);
  const told = costNanoUsd === undefined ? null : formatNanoUsd(cost);
  const terms = { cost: told, percent: costPlusPercent, formula: BY_COST };
  return { amount: divideUp(cost * factor, WHOLE * NANO_PER_ATOMIC), terms };
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

function between(least: bigint, amount: bigint, most: bigint): bigint {
  if (amount > most || least > most) return most;
  return amount < least ? least : amount;
}

/** What a run that has ended used. */
export function usedBy({ usage }: RunRecord, { usage: tokens }: ExecutionResult): Used {
  return { tokens, costNanoUsd: usage?.costNanoUsd };
}
