import { randomUUID } from 'node:crypto';
import { publicInputs } from '../../templates/template-input.js';
import { identify } from '../../templates/parameter.js';
import type { ResourceType } from '../resource-type.js';
import type { TypeColumns } from '../type-columns.entity.js';
import {
  modelIdOf,
  modelNameOf,
  type OpenRouterInstantConfig,
} from './openrouter-instant-config.js';
import { OpenRouterInstantConfigDto } from './openrouter-instant.dto.js';
import type { ModelParamsDto } from './params.dto.js';
import type { ModelParams } from './params.js';
import { validateConfig } from './validate-openrouter-instant.js';

/** A prompt that any model of OpenRouter's catalogue answers, with the parameters it supports. */
export const openRouterInstant: ResourceType<
  'openrouter_instant',
  OpenRouterInstantConfig,
  OpenRouterInstantConfigDto
> = {
  id: 'openrouter_instant',
  Input: OpenRouterInstantConfigDto,
  complete: (input, previous) => ({
    systemPrompt: input.systemPrompt,
    parameters: identify(input.parameters, previous?.parameters ?? [], randomUUID),
    model: input.model,
    maxTokens: input.maxTokens,
    params: givenOnly(input.params),
    allowsUserMessage: input.allowsUserMessage,
  }),
  validate: validateConfig,
  modelsOf: ({ model }) => (model === null ? [] : [{ field: 'config.model', model }]),
  toColumns: ({ model, params, parameters, ...prompt }) => ({
    ...prompt,
    parameters: [...parameters],
    openRouterModelId: model === null ? null : modelIdOf(model),
    openRouterConfig: params,
  }),
  fromColumns,
  publicInputs,
};

/** Null means the same as left out, so that a change can take a parameter back. */
function givenOnly({ responseFormat, ...params }: ModelParamsDto): ModelParams {
  const { type, schema } = responseFormat ?? {};
  const format = responseFormat && { type, ...(schema && { schema }) };
  const given = Object.entries({ ...params, responseFormat: format });
  return Object.fromEntries(given.filter(([, value]) => value !== null && value !== undefined));
}

function fromColumns(columns: TypeColumns): OpenRouterInstantConfig {
  const { systemPrompt, parameters, maxTokens, allowsUserMessage } = columns;
  const { openRouterModelId: id } = columns;
  const params = columns.openRouterConfig as ModelParams | null;
  if (
    systemPrompt === null ||
    parameters === null ||
    maxTokens === null ||
    allowsUserMessage === null ||
    params === null
  ) {
    throw new Error('an instant of OpenRouter without its columns');
  }
  const model = id === null ? null : modelNameOf(id);
  return { systemPrompt, parameters, model, maxTokens, params, allowsUserMessage };
}
