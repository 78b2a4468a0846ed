/** Prices of a model in USD as exact decimals; null where it has none or it depends on the call. */
export interface ModelPrices {
  /** For each token of the prompt. */
  readonly prompt: string | null;
  /** For each token written. */
  readonly completion: string | null;
  /** For each call. */
  readonly request: string | null;
  /** For each picture sent. */
  readonly image: string | null;
  /** For each search of the web. */
  readonly webSearch: string | null;
  /** For each token of reasoning, where it is not that of `completion`. */
  readonly internalReasoning: string | null;
  /** For each token read from a cache. */
  readonly cacheRead: string | null;
  /** For each token written to a cache. */
  readonly cacheWrite: string | null;
}

/** What is known of a model, wherever it comes from. */
export interface ModelFacts {
  readonly name: string;
  readonly description: string | null;
  /** Who made it, `anthropic`. */
  readonly maker: string;
  /** Tokens that prompt and answer may have together. */
  readonly contextLength: number | null;
  readonly maxOutputTokens: number | null;
  readonly inputModalities: readonly string[];
  readonly outputModalities: readonly string[];
  /** Parameters of a call that it takes, by OpenRouter's names for them. */
  readonly supportedParameters: readonly string[];
  readonly prices: ModelPrices;
}

/** A model that a creator can choose now. */
export interface OfferedModel extends ModelFacts {
  /** Whose key a call needs, `openrouter`. */
  readonly provider: string;
  /** Its id as the provider writes it. */
  readonly id: string;
  /** Prices of prompts with more tokens than that, where they differ. */
  readonly longPrompts: { readonly abovePromptTokens: number; readonly prices: ModelPrices } | null;
  readonly isCurated: boolean;
}

/** What ids of OpenRouter's models are made of: `maker/model`, sometimes `:variant`. */
export const MODEL_ID = /^[!-~]{1,180}$/;
export const MAX_MODEL_ID = 180;

/** How resources name it: `provider:model`. Lists are sorted by this, code unit by code unit. */
export function modelName({ provider, id }: Pick<OfferedModel, 'provider' | 'id'>): string {
  return `${provider}:${id}`;
}

/** What goes in and what comes out, such as `text+image->text`. */
export function modality({
  inputModalities,
  outputModalities,
}: Pick<ModelFacts, 'inputModalities' | 'outputModalities'>): string {
  return `${inputModalities.join('+')}->${outputModalities.join('+')}`;
}
