/** Port: what the application can run. Whoever composes the application supplies it. */
export interface ModelSupport {
  /** Why `provider:model` cannot be used, for its creator to read; undefined when it can. */
  problemWith(model: string): string | undefined;
  /** Whether the creator has connected a key that a call of this model could use now. */
  hasUsableKey(ownerId: string, model: string): Promise<boolean>;
  /** The models that providers run themselves, as far as the application knows them. */
  directModels(): readonly DirectModel[];
}

/** Prices in USD per million tokens, as decimal strings; an absent one is not known. */
export interface DirectPrices {
  readonly input: string;
  readonly output: string;
  readonly cacheRead?: string;
  readonly cacheWrite?: string;
  /** Where prices rise with the size of the prompt: these hold up to so many tokens. */
  readonly upToPromptTokens?: number;
}

/** A model that a provider runs itself. */
export interface DirectModel {
  /** Whose key a call needs; with the id, `provider:model`. */
  readonly provider: string;
  readonly id: string;
  readonly name: string;
  /** Who made it. */
  readonly maker: string;
  /** Tokens that prompt and answer may have together. */
  readonly contextLength: number;
  readonly maxOutputTokens: number;
  readonly inputModalities: readonly string[];
  readonly outputModalities: readonly string[];
  /** Parameters of a call that it takes, by OpenRouter's names for them. */
  readonly supportedParameters: readonly string[];
  /** Those in force now, of the smallest prompts first. */
  readonly prices: readonly DirectPrices[];
}

/** Injection token of the {@link ModelSupport}. */
export const MODEL_SUPPORT = Symbol('MODEL_SUPPORT');
