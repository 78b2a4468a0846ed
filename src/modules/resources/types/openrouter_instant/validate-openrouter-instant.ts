import type { FieldError } from '../../../../common/errors/index.js';
import { isStorable } from '../../../../common/json/index.js';
import { checkPrompt } from '../../templates/check.js';
import type { OpenRouterInstantConfig } from './openrouter-instant-config.js';
import { PARAM_LIMITS, type ResponseFormat } from './params.js';

const SCHEMA = 'config.params.responseFormat.schema';

/** What is wrong with a configuration as a whole, whatever its model is. */
export function validateConfig(config: OpenRouterInstantConfig): FieldError[] {
  const { responseFormat } = config.params;
  const message = responseFormat && schemaProblem(responseFormat);
  const errors = checkPrompt(config);
  return message === undefined ? errors : [...errors, { field: SCHEMA, message }];
}

function schemaProblem(format: ResponseFormat): string | undefined {
  if (format.type === 'json_object') return 'schema' in format ? 'is for json_schema' : undefined;
  if (format.schema === undefined) return 'is required';
  const text = JSON.stringify(format.schema);
  if (!isStorable(text)) return 'must not contain NUL or broken Unicode';
  const isTooLong = text.length > PARAM_LIMITS.schema;
  return isTooLong ? `must have at most ${PARAM_LIMITS.schema} characters` : undefined;
}
