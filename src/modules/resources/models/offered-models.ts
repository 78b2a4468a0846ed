import type { DirectModel, DirectPrices } from '../model-support.js';
import { exactDecimal } from './exact-decimal.js';
import type { ModelPrices, OfferedModel } from './model.js';
import type { OpenRouterModel } from './model.entity.js';

/** The provider whose key a model of the table needs. */
export const OPENROUTER = 'openrouter';

/** A model of the table as lists show it. */
export function fromTable(row: OpenRouterModel): OfferedModel {
  return {
    provider: OPENROUTER,
    id: row.id,
    name: row.name,
    description: row.description,
    maker: row.maker,
    contextLength: row.contextLength,
    maxOutputTokens: row.maxOutputTokens,
    inputModalities: row.inputModalities,
    outputModalities: row.outputModalities,
    supportedParameters: row.supportedParameters,
    prices: {
      prompt: row.pricePrompt,
      completion: row.priceCompletion,
      request: row.priceRequest,
      image: row.priceImage,
      webSearch: row.priceWebSearch,
      internalReasoning: row.priceInternalReasoning,
      cacheRead: row.priceCacheRead,
      cacheWrite: row.priceCacheWrite,
    },
    longPrompts: null,
    isCurated: row.isCurated,
  };
}

/** A model that its provider runs itself, as lists show it. These are picked by hand, so curated. */
export function fromProvider({ prices, ...model }: DirectModel): OfferedModel {
  const [first, second] = prices;
  const hasTwo = first?.upToPromptTokens !== undefined && second !== undefined;
  return {
    ...model,
    description: null,
    prices: perToken(first),
    longPrompts: hasTwo
      ? { abovePromptTokens: first.upToPromptTokens, prices: perToken(second) }
      : null,
    isCurated: true,
  };
}

/** Price lists tell dollars per million tokens. */
function perToken(prices: DirectPrices | undefined): ModelPrices {
  return {
    prompt: millionth(prices?.input),
    completion: millionth(prices?.output),
    request: null,
    image: null,
    webSearch: null,
    internalReasoning: null,
    cacheRead: millionth(prices?.cacheRead),
    cacheWrite: millionth(prices?.cacheWrite),
  };
}

function millionth(dollars: string | undefined): string | null {
  return dollars === undefined ? null : exactDecimal(`${dollars}e-6`);
}
