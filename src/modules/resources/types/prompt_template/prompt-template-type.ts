import { randomUUID } from 'node:crypto';
import { checkPrompt } from '../../templates/check.js';
import { publicInputs } from '../../templates/template-input.js';
import { identify } from '../../templates/parameter.js';
import type { ResourceType } from '../resource-type.js';
import type { TypeColumns } from '../type-columns.entity.js';
import type { PromptTemplateConfig } from './prompt-template-config.js';
import { PromptTemplateConfigDto } from './prompt-template.dto.js';

/** A system prompt with `{{placeholders}}` that buyers fill in. */
export const promptTemplate: ResourceType<
  'prompt_template',
  PromptTemplateConfig,
  PromptTemplateConfigDto
> = {
  id: 'prompt_template',
  Input: PromptTemplateConfigDto,
  complete: (input, previous) => ({
    systemPrompt: input.systemPrompt,
    parameters: identify(input.parameters, previous?.parameters ?? [], randomUUID),
    model: input.model,
    fallbackModel: input.fallbackModel ?? null,
    maxTokens: input.maxTokens,
    allowsUserMessage: input.allowsUserMessage,
  }),
  validate: checkPrompt,
  modelsOf: ({ model, fallbackModel }) => [
    { field: 'config.model', model },
    ...(fallbackModel === null ? [] : [{ field: 'config.fallbackModel', model: fallbackModel }]),
  ],
  toColumns: ({ parameters, ...rest }) => ({ ...rest, parameters: [...parameters] }),
  fromColumns,
  publicInputs,
};

function fromColumns(columns: TypeColumns): PromptTemplateConfig {
  const { systemPrompt, parameters, model, fallbackModel, maxTokens, allowsUserMessage } = columns;
  if (
    systemPrompt === null ||
    parameters === null ||
    model === null ||
    maxTokens === null ||
    allowsUserMessage === null
  ) {
    throw new Error('a prompt template without its columns');
  }
  return { systemPrompt, parameters, model, fallbackModel, maxTokens, allowsUserMessage };
}
