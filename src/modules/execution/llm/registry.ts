import type { Secret } from '../../../common/crypto/index.js';
import type { PricedModel } from './known-model.js';
import type { KeyVerdict, LlmProvider } from './llm-provider.js';

/** A `provider:model` name whose provider exists. */
export interface ResolvedModel {
  readonly provider: LlmProvider;
  /** The model's id as its provider writes it. */
  readonly model: string;
}

/** A model or provider nobody here offers; the message names what there is. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';
}

const MODEL_ID = /^[\x21-\x7e]{1,200}$/;

/** The providers of this server, by their id. */
export class LlmRegistry {
  /** @param providers asked again each time: they are not there yet while Nest makes this one */
  constructor(private readonly providers: () => readonly LlmProvider[]) {}

  providerIds(): string[] {
    return this.providers().map(({ id }) => id);
  }

  /** The models that providers say they run, each with its provider's id. */
  knownModels(): (PricedModel & { readonly provider: string })[] {
    return this.providers().flatMap((provider) =>
      (provider.knownModels?.() ?? []).map((model) => ({ ...model, provider: provider.id })),
    );
  }

  /**
   * Splits `provider:model` at the first colon; model ids may hold further ones.
   * @throws {UnknownModelError}
   */
  resolve(name: string): ResolvedModel {
    const colon = name.indexOf(':');
    const model = name.slice(colon + 1);
    if (colon < 0 || !MODEL_ID.test(model)) {
      throw new UnknownModelError(
        `${quote(name)} does not name a model: write provider:model with one of these providers: ${this.#list()}`,
      );
    }
    return { provider: this.#provider(name.slice(0, colon)), model };
  }

  /** What is wrong with a `provider:model` name, in words for the person who wrote it. */
  problemWith(name: string): string | undefined {
    try {
      this.resolve(name);
      return undefined;
    } catch (error) {
      if (error instanceof UnknownModelError) return error.message;
      throw error;
    }
  }

  /**
   * Asks a provider whether it accepts a key; costs no tokens.
   * @throws {UnknownModelError} when there is no such provider; the signal's reason when it aborts.
   */
  async verifyKey(providerId: string, key: Secret, signal?: AbortSignal): Promise<KeyVerdict> {
    return this.#provider(providerId).verifyKey(key, signal);
  }

  #provider(id: string): LlmProvider {
    const provider = this.providers().find((one) => one.id === id);
    if (provider !== undefined) return provider;
    throw new UnknownModelError(
      `There is no LLM provider ${quote(id)}; these exist: ${this.#list()}`,
    );
  }

  #list(): string {
    return this.providerIds().join(', ');
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
