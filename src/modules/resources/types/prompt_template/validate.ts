import type { FieldError } from '../../../../common/errors/index.js';
import { checkTemplate } from '../../templates/check.js';
import { type PromptTemplateConfig, USER_MESSAGE } from './config.js';

/** What is wrong with a prompt template as a whole, beyond the form of its single fields. */
export function validateConfig(config: PromptTemplateConfig): FieldError[] {
  const { systemPrompt, parameters, allowsUserMessage } = config;
  const errors = checkTemplate(systemPrompt, parameters, {
    template: 'config.systemPrompt',
    parameters: 'config.parameters',
  });
  const reserved = parameters.findIndex(({ name }) => name === USER_MESSAGE);
  if (!allowsUserMessage || reserved < 0) return errors;
  const message = `"${USER_MESSAGE}" is the buyer's own message: choose another name or set allowsUserMessage to false`;
  return [...errors, { field: `config.parameters[${reserved}].name`, message }];
}
