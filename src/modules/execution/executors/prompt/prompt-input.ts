import type { FieldError } from '../../../../common/errors/index.js';
import { isLongerThan } from '../../../../common/text/index.js';
import { type PromptConfig, USER_MESSAGE_INPUT } from '../../../resources/index.js';
import { foreignInputs } from '../foreign-inputs.js';
import { userTurn } from '../user-turn.js';

const { maxLength: MAX_MESSAGE } = USER_MESSAGE_INPUT;

/** What is wrong with a buyer's input: a message where one is taken, and nothing else. */
export function messageErrors({ allowsUserMessage }: PromptConfig, input: unknown): FieldError[] {
  const errors = foreignInputs(input, allowsUserMessage ? ['message'] : []);
  const { message } = (input ?? {}) as { readonly message?: unknown };
  if (!allowsUserMessage || message === undefined) return errors;
  const why = mistakeIn(message);
  return why === undefined ? errors : [...errors, { field: 'message', message: why }];
}

function mistakeIn(message: unknown): string | undefined {
  if (typeof message !== 'string') return 'must be a text';
  const isTooLong = isLongerThan(message, MAX_MESSAGE);
  return isTooLong ? `must have at most ${MAX_MESSAGE} characters` : undefined;
}

export function messageOf({ message }: Readonly<Record<string, unknown>>): string {
  return userTurn(typeof message === 'string' ? message : undefined);
}
