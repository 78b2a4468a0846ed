import type { TemplateParameter } from './parameter.js';

/** A system prompt with placeholders, and what buyers may fill in. Plain JSON. */
export interface TemplatedPrompt {
  readonly systemPrompt: string;
  readonly parameters: readonly TemplateParameter[];
  /** Whether buyers may add a message of their own, as the input {@link USER_MESSAGE}. */
  readonly allowsUserMessage: boolean;
}

/** Name of the input that carries a buyer's own message. */
export const USER_MESSAGE = 'message';

/** Upper limits; text in characters. */
export const PROMPT_LIMITS = {
  systemPrompt: 100_000,
  parameters: 50,
  description: 500,
  value: 50_000,
  userMessage: 50_000,
  /** System prompt with its values, and the user message. */
  rendered: 400_000,
} as const;
