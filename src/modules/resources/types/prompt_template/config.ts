import type { TemplateParameter } from '../../templates/parameter.js';

/** A system prompt with placeholders, and the model that answers it. Plain JSON. */
export interface PromptTemplateConfig {
  readonly systemPrompt: string;
  readonly parameters: readonly TemplateParameter[];
  /** `provider:model`. */
  readonly model: string;
  /** Asked instead while `model` is not available; null for none. */
  readonly fallbackModel: string | null;
  /** Limit of the answer, in the model's tokens. */
  readonly maxTokens: number;
  /** Whether buyers may add a message of their own, as the input {@link USER_MESSAGE}. */
  readonly allowsUserMessage: boolean;
}

/** Name of the input that carries a buyer's own message. */
export const USER_MESSAGE = 'message';

/** Upper limits; text in characters. */
export const LIMITS = {
  systemPrompt: 100_000,
  parameters: 50,
  description: 500,
  value: 50_000,
  model: 200,
  maxTokens: 64_000,
  userMessage: 50_000,
  /** System prompt with its values, and the user message. */
  rendered: 400_000,
} as const;
