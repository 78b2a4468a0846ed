import type { TokenPrices } from './token-prices.js';

/** What a provider's folder says of a model that the provider runs itself. */
export interface KnownModel {
  /** As the provider writes it, without the `provider:` in front. */
  readonly id: string;
  readonly name: string;
  /** Who made it, `anthropic`. */
  readonly maker: string;
  /** Tokens that prompt and answer may have together. */
  readonly contextLength: number;
  readonly maxOutputTokens: number;
  readonly inputModalities: readonly string[];
  readonly outputModalities: readonly string[];
  /** Parameters of a call that it takes, by OpenRouter's names for them. */
  readonly supportedParameters: readonly string[];
}

/** A {@link KnownModel} with its list prices in force now, of the smallest prompts first. */
export interface PricedModel extends KnownModel {
  readonly prices: readonly (TokenPrices & { readonly upToPromptTokens?: number })[];
}
