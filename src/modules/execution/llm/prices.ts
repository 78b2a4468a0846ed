import type { LlmUsage } from './llm-provider.js';
import { divideUp, nanoUsd } from './nano-usd.js';
import type { TokenPrices } from './token-prices.js';

/** One line of a provider's price list. */
export interface ListPrice extends TokenPrices {
  readonly model: string;
  /** The first day the price holds, `YYYY-MM-DD`, from 00:00 UTC on. */
  readonly effectiveFrom: string;
  /** Where prices rise with the size of the prompt: this line holds up to so many tokens. */
  readonly upToPromptTokens?: number;
}

const TOKENS_PER_PRICE = 1_000_000n;

/**
 * What a call costs by list price, in 10^-9 USD rounded up. Null when the list does not tell: an
 * unknown model, a day before its first price, or tokens of a sort that has no price.
 */
export function costNanoUsd(
  list: readonly ListPrice[],
  model: string,
  usage: LlmUsage,
  at: Date,
): bigint | null {
  const price = priceOf(list, model, usage, at);
  if (price === undefined) return null;
  const parts = [
    [usage.inputTokens, price.input],
    [usage.outputTokens, price.output],
    [usage.cacheReadTokens, price.cacheRead],
    [usage.cacheWriteTokens, price.cacheWrite],
  ] as const;

  let total = 0n;
  for (const [tokens, perMillion] of parts) {
    if (tokens === 0) continue;
    const nano = perMillion === undefined ? undefined : nanoUsd(perMillion);
    if (nano === undefined) return null;
    total += BigInt(tokens) * nano;
  }
  return divideUp(total, TOKENS_PER_PRICE);
}

function priceOf(
  list: readonly ListPrice[],
  model: string,
  usage: LlmUsage,
  at: Date,
): ListPrice | undefined {
  const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  return pricesInForce(list, model, at).find(
    (line) => prompt <= (line.upToPromptTokens ?? Infinity),
  );
}

/** The lines that hold for a model at a time, of the smallest prompts first; none if unknown. */
export function pricesInForce(list: readonly ListPrice[], model: string, at: Date): ListPrice[] {
  const past = list
    .filter((line) => line.model === model && Date.parse(line.effectiveFrom) <= at.getTime())
    .sort((a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom));
  return past
    .filter((line) => line.effectiveFrom === past[0]?.effectiveFrom)
    .sort((a, b) => (a.upToPromptTokens ?? Infinity) - (b.upToPromptTokens ?? Infinity));
}
