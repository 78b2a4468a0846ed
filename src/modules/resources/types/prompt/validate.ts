import type { FieldError } from '../../../../common/errors/index.js';
import { MAX_SCHEMA, type PromptConfig } from './config.js';
import { compileSchema } from './schema.js';

/** What is wrong with a prompt as a whole, beyond the form of its single fields. */
export function validateConfig({ outputFormat, outputSchema }: PromptConfig): FieldError[] {
  const message = outputSchema === null ? undefined : problemWith(outputFormat, outputSchema);
  return message === undefined ? [] : [{ field: 'config.outputSchema', message }];
}

function problemWith(
  outputFormat: PromptConfig['outputFormat'],
  schema: Readonly<Record<string, unknown>>,
): string | undefined {
  if (outputFormat === 'raw') return 'is for outputFormat json';
  if (JSON.stringify(schema).length > MAX_SCHEMA) {
    return `must have at most ${MAX_SCHEMA} characters`;
  }
  try {
    compileSchema(schema);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'must be a JSON Schema';
  }
}
