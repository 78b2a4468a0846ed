import type { FieldError } from '../../../../common/errors/index.js';
import type { PromptConfig } from './prompt-config.js';
import { checkSchema } from './schema.js';

/** What is wrong with a prompt as a whole, beyond the form of its single fields. */
export function validateConfig({ outputFormat, outputSchema }: PromptConfig): FieldError[] {
  if (outputSchema === null) return [];
  const message = outputFormat === 'raw' ? 'is for outputFormat json' : checkSchema(outputSchema);
  return message === undefined ? [] : [{ field: 'config.outputSchema', message }];
}
