import { Injectable } from '@nestjs/common';
import { type ModelPrices, Models, type OfferedModel } from '../../resources/index.js';
import type { ModelDemand } from '../executors/executor.js';
import { MAX_NANO_USD, nanoUsd } from '../llm/index.js';

/** Tokens with which providers frame a conversation, at the most. */
const FRAME_TOKENS = 1_000;

/** Knows what models cost. */
@Injectable()
export class ModelCosts {
  constructor(private readonly models: Models) {}

  /** The most a run can cost by the prices of today, in 10^-9 USD; undefined when nobody can tell. */
  async bound({ models, ...demand }: ModelDemand): Promise<bigint | undefined> {
    const found = await Promise.all(models.map((model) => this.models.find(model)));
    const bounds = found.map((model) => model && boundOf(model, demand));
    const known = bounds.filter((bound) => bound !== undefined);
    return known.length < bounds.length ? undefined : known.reduce((sum, each) => sum + each, 0n);
  }
}

function boundOf(
  { prices, longPrompts }: OfferedModel,
  { promptBytes, maxTokens }: Omit<ModelDemand, 'models'>,
): bigint | undefined {
  const promptTokens = promptBytes + FRAME_TOKENS;
  const isLong = longPrompts !== null && promptTokens > longPrompts.abovePromptTokens;
  const { prompt, completion, ...rest } = nanoPrices(isLong ? longPrompts.prices : prices);
  if (prompt === undefined || completion === undefined) return undefined;
  const read = larger(prompt, rest.cacheWrite);
  const written = larger(completion, rest.internalReasoning);
  const bound = BigInt(promptTokens) * read + BigInt(maxTokens) * written + (rest.request ?? 0n);
  // Prices that are possible one by one can make a call that is not.
  return bound > MAX_NANO_USD ? undefined : bound;
}

function nanoPrices(prices: ModelPrices): Partial<Record<keyof ModelPrices, bigint>> {
  const known = Object.entries(prices).flatMap(([name, price]) => {
    const nano = price === null ? undefined : nanoUsd(String(price));
    return nano === undefined ? [] : [[name, nano]];
  });
  return Object.fromEntries(known) as Partial<Record<keyof ModelPrices, bigint>>;
}

function larger(one: bigint, other: bigint | undefined): bigint {
  return other !== undefined && other > one ? other : one;
}
