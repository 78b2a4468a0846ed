import { PROMPT_LIMITS, type TemplatedPrompt } from '../../templates/templated-prompt.js';

/** A system prompt with placeholders, and the model that answers it. Plain JSON. */
export interface PromptTemplateConfig extends TemplatedPrompt {
  /** `provider:model`. */
  readonly model: string;
  /** Asked instead while `model` is not available; null for none. */
  readonly fallbackModel: string | null;
  /** Limit of the answer, in the model's tokens. */
  readonly maxTokens: number;
}

/** Upper limits; text in characters. */
export const LIMITS = { ...PROMPT_LIMITS, model: 200, maxTokens: 64_000 } as const;
