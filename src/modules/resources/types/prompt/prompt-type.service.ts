import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import type { PublicInput } from '../../templates/public-input.js';
import { USER_MESSAGE_INPUT } from '../../templates/template-input.js';
import { ProvidesResourceType } from '../provides-resource-type.decorator.js';
import type { ModelUse, ResourceType } from '../resource-type.js';
import type { TypeColumns } from '../type-columns.entity.js';
import type { PromptConfig } from './prompt-config.js';
import { PromptConfigDto } from './prompt.dto.js';
import { validateConfig } from './validate-prompt.js';

/** A fixed prompt, with a key of its own if it needs one, that answers in words or in JSON. */
@ProvidesResourceType()
@Injectable()
export class PromptType implements ResourceType<PromptConfig, PromptConfigDto> {
  readonly id = 'prompt';
  readonly Input = PromptConfigDto;
  readonly example = {
    name: 'Title maker',
    description: 'Finds a title for a text, as JSON.',
    slug: 'titles',
    category: 'writing',
    price: '0.03',
    config: {
      systemPrompt: 'Find a title for what you are sent. Answer as {"title": "…"}.',
      model: 'claude:claude-sonnet-5-5',
      maxTokens: 200,
      allowsUserMessage: true,
      outputFormat: 'json',
      outputSchema: {
        type: 'object',
        required: ['title'],
        properties: { title: { type: 'string' } },
      },
    },
  };

  complete({ outputSchema = null, ...input }: PromptConfigDto): PromptConfig {
    return { ...input, outputSchema };
  }

  validate(config: PromptConfig): FieldError[] {
    return validateConfig(config);
  }

  modelsOf({ model }: PromptConfig): readonly ModelUse[] {
    return [{ field: 'config.model', model }];
  }

  secretFor(): 'model' {
    return 'model';
  }

  instructionsOf({ systemPrompt }: PromptConfig): string {
    return systemPrompt;
  }

  toColumns(config: PromptConfig): Partial<TypeColumns> {
    return { ...config };
  }

  fromColumns(columns: TypeColumns): PromptConfig {
    const { systemPrompt, model, maxTokens, allowsUserMessage, outputFormat } = columns;
    if (
      systemPrompt === null ||
      model === null ||
      maxTokens === null ||
      allowsUserMessage === null ||
      outputFormat === null
    ) {
      throw new Error('a prompt without its columns');
    }
    const outputSchema = columns.outputSchema as PromptConfig['outputSchema'];
    return { systemPrompt, model, maxTokens, allowsUserMessage, outputFormat, outputSchema };
  }

  publicInputs({ allowsUserMessage }: PromptConfig): PublicInput[] {
    return allowsUserMessage ? [USER_MESSAGE_INPUT] : [];
  }
}
