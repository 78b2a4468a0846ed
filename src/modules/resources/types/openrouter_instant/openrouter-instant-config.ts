import type { TemplatedPrompt } from '../../templates/templated-prompt.js';
import type { ModelParams } from './params.js';

/** A prompt that any model of OpenRouter's catalogue answers. Plain JSON. */
export interface OpenRouterInstantConfig extends TemplatedPrompt {
  /** `openrouter:maker/model`; null once the catalogue has it no longer. */
  readonly model: string | null;
  /** Limit of the answer, in the model's tokens. */
  readonly maxTokens: number;
  readonly params: ModelParams;
}

const PREFIX = 'openrouter:';

/** `openrouter:maker/model`, as lists of models show it. */
export const MODEL_NAME = /^openrouter:(?=[!-~]{1,180}$)[^/]{1,80}\/./;
export const MAX_MODEL_NAME = 'openrouter:'.length + 180;

export const MAX_TOKENS = 128_000;

/** The model's id as OpenRouter writes it. */
export function modelIdOf(model: string): string {
  return model.slice(PREFIX.length);
}

/** How resources name a model of this id. */
export function modelNameOf(id: string): string {
  return `${PREFIX}${id}`;
}
