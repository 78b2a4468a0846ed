import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import { checkPrompt } from '../../templates/check.js';
import { identify } from '../../templates/parameter.js';
import type { PublicInput } from '../../templates/public-input.js';
import { literalText, parseTemplate } from '../../templates/template.js';
import { publicInputs } from '../../templates/template-input.js';
import { ProvidesResourceType } from '../provides-resource-type.decorator.js';
import type { ModelUse, ResourceType } from '../resource-type.js';
import type { TypeColumns } from '../type-columns.entity.js';
import type { PromptTemplateConfig } from './prompt-template-config.js';
import { PromptTemplateConfigDto } from './prompt-template.dto.js';

/** A system prompt with `{{placeholders}}` that buyers fill in. */
@ProvidesResourceType()
@Injectable()
export class PromptTemplateType implements ResourceType<
  PromptTemplateConfig,
  PromptTemplateConfigDto
> {
  readonly id = 'prompt_template';
  readonly Input = PromptTemplateConfigDto;
  readonly example = {
    name: 'Haiku writer',
    description: 'Writes a haiku about anything.',
    slug: 'haiku',
    category: 'writing',
    price: '0.05',
    config: {
      systemPrompt: 'You are a poet. Write a haiku about {{topic}}.',
      parameters: [{ name: 'topic', description: 'What to write about', maxLength: 200 }],
      model: 'claude:claude-sonnet-5-5',
      maxTokens: 300,
    },
  };

  complete(input: PromptTemplateConfigDto, previous?: PromptTemplateConfig): PromptTemplateConfig {
    return {
      systemPrompt: input.systemPrompt,
      parameters: identify(input.parameters, previous?.parameters ?? [], randomUUID),
      model: input.model,
      fallbackModel: input.fallbackModel ?? null,
      maxTokens: input.maxTokens,
      allowsUserMessage: input.allowsUserMessage,
    };
  }

  validate(config: PromptTemplateConfig): FieldError[] {
    return checkPrompt(config);
  }

  modelsOf({ model, fallbackModel }: PromptTemplateConfig): readonly ModelUse[] {
    const first = { field: 'config.model', model };
    if (fallbackModel === null) return [first];
    return [first, { field: 'config.fallbackModel', model: fallbackModel }];
  }

  instructionsOf({ systemPrompt }: PromptTemplateConfig): string {
    return literalText(parseTemplate(systemPrompt));
  }

  toColumns({ parameters, ...rest }: PromptTemplateConfig): Partial<TypeColumns> {
    return { ...rest, parameters: [...parameters] };
  }

  fromColumns(columns: TypeColumns): PromptTemplateConfig {
    const { systemPrompt, parameters, model, maxTokens, allowsUserMessage } = columns;
    if (
      systemPrompt === null ||
      parameters === null ||
      model === null ||
      maxTokens === null ||
      allowsUserMessage === null
    ) {
      throw new Error('a prompt template without its columns');
    }
    const { fallbackModel } = columns;
    return { systemPrompt, parameters, model, fallbackModel, maxTokens, allowsUserMessage };
  }

  publicInputs(config: PromptTemplateConfig): PublicInput[] {
    return publicInputs(config);
  }
}
