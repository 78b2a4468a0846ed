import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import { Models } from '../../models/models.service.js';
import { identify } from '../../templates/parameter.js';
import type { PublicInput } from '../../templates/public-input.js';
import { literalText, parseTemplate } from '../../templates/template.js';
import { publicInputs } from '../../templates/template-input.js';
import { ProvidesResourceType } from '../provides-resource-type.decorator.js';
import type { ModelUse, ResourceType } from '../resource-type.js';
import type { TypeColumns } from '../type-columns.entity.js';
import { misfits } from './fit.js';
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
@ProvidesResourceType()
@Injectable()
export class OpenRouterInstantType implements ResourceType<
  OpenRouterInstantConfig,
  OpenRouterInstantConfigDto
> {
  readonly id = 'openrouter_instant';
  readonly Input = OpenRouterInstantConfigDto;
  readonly example = {
    name: 'Translator',
    description: 'Translates a text into French.',
    slug: 'translator',
    category: 'translation',
    price: '0.02',
    config: {
      systemPrompt: 'Translate what you are sent into French, and say nothing else.',
      model: 'openrouter:openrouter/auto',
      allowsUserMessage: true,
    },
  };

  constructor(private readonly models: Models) {}

  complete(
    input: OpenRouterInstantConfigDto,
    previous?: OpenRouterInstantConfig,
  ): OpenRouterInstantConfig {
    return {
      systemPrompt: input.systemPrompt,
      parameters: identify(input.parameters, previous?.parameters ?? [], randomUUID),
      model: input.model,
      maxTokens: input.maxTokens,
      params: givenOnly(input.params),
      allowsUserMessage: input.allowsUserMessage,
    };
  }

  validate(config: OpenRouterInstantConfig): FieldError[] {
    return validateConfig(config);
  }

  /** Asks the catalogue whether it has the model, and whether the model can do what is wanted of it. */
  async check(config: OpenRouterInstantConfig): Promise<FieldError[]> {
    const { model } = config;
    const found = model === null ? undefined : await this.models.find(model);
    if (found !== undefined) return misfits(config, found);
    const message =
      'is not among the models of OpenRouter that GET /models lists: choose another one';
    return [{ field: 'config.model', message }];
  }

  modelsOf({ model }: OpenRouterInstantConfig): readonly ModelUse[] {
    return model === null ? [] : [{ field: 'config.model', model }];
  }

  instructionsOf({ systemPrompt }: OpenRouterInstantConfig): string {
    return literalText(parseTemplate(systemPrompt));
  }

  toColumns(config: OpenRouterInstantConfig): Partial<TypeColumns> {
    const { model, params, parameters, ...prompt } = config;
    return {
      ...prompt,
      parameters: [...parameters],
      openRouterModelId: model === null ? null : modelIdOf(model),
      openRouterConfig: params,
    };
  }

  fromColumns(columns: TypeColumns): OpenRouterInstantConfig {
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

  publicInputs(config: OpenRouterInstantConfig): PublicInput[] {
    return publicInputs(config);
  }
}

/** Null means the same as left out, so that a change can take a parameter back. */
function givenOnly({ responseFormat, ...params }: ModelParamsDto): ModelParams {
  const { type, schema } = responseFormat ?? {};
  const format = responseFormat && { type, ...(schema && { schema }) };
  const given = Object.entries({ ...params, responseFormat: format });
  return Object.fromEntries(given.filter(([, value]) => value !== null && value !== undefined));
}
