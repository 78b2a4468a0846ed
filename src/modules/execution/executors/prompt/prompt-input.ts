import type { FieldError } from '../../../../common/errors/index.js';
import { isLongerThan } from '../../../../common/text/index.js';
import { type PromptConfig, USER_MESSAGE_INPUT } from '../../../resources/index.js';
import { userTurn } from '../user-turn.js';

const { maxLength: MAX_MESSAGE } = USER_MESSAGE_INPUT;

/** What is wrong with a buyer's input: a message where one is taken, and nothing else. */
export function messageErrors({ allowsUserMessage }: PromptConfig, input: unknown): FieldError[] {
  return Object.entries(input ?? {}).flatMap(([field, value]) => {
    if (field !== 'message' || !allowsUserMessage)
      return [{ field, message: 'is no input of this' }];
    if (typeof value !== 'string') return [{ field, message: 'must be a text' }];
    const isTooLong = isLongerThan(value, MAX_MESSAGE);
    return isTooLong ? [{ field, message: `must have at most ${MAX_MESSAGE} characters` }] : [];
  });
}

export function messageOf({ message }: Readonly<Record<string, unknown>>): string {
  return userTurn(typeof message === 'string' ? message : undefined);
}
