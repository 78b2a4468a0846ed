import {
  type FieldOptions,
  Flag,
  NestedList,
  Text,
  Uuid,
  WholeNumber,
} from '../../../../common/http/index.js';
import {
  PLAIN_TEXT,
  PLAIN_TEXT_MESSAGE,
  READABLE_MESSAGE,
  READABLE_TEXT,
  toNfc,
} from '../../../../common/text/index.js';
import { PARAMETER_NAME } from '../../templates/template.js';
import { LIMITS } from './prompt-template-config.js';

const MODEL = /^[a-z][a-z0-9_-]*:[\x21-\x7e]+$/;

/** A model. */
function Model(said: FieldOptions) {
  const message = 'must be provider:model, such as claude:claude-sonnet-5-5';
  return Text({ max: LIMITS.model, pattern: MODEL, message, ...said });
}

export class ParameterDto {
  @Uuid({
    optional: true,
    nullable: true,
    description: 'Given by the server; send it back to keep it when you rename the parameter',
    example: '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24',
  })
  id?: string | null;

  @Text({
    max: 50,
    pattern: PARAMETER_NAME,
    message: 'must be lowercase letters, digits and _, begin with a letter, at most 50 long',
    // Bodies with a member that every object has, such as constructor, are refused.
    rules: [[(name) => !Object.hasOwn(Object.prototype, name), 'is a name that no input can have']],
    description: 'Stands as {{name}} in the system prompt',
    example: 'topic',
  })
  name: string;

  @Text({
    max: LIMITS.description,
    tidy: toNfc,
    rules: [[READABLE_TEXT, READABLE_MESSAGE]],
    description: 'What buyers read of it',
    example: 'What to write about',
    default: '',
  })
  description: string = '';

  @Flag({ description: 'Whether buyers have to send it', default: true })
  required: boolean = true;

  @Text({
    max: LIMITS.value,
    rules: [[READABLE_TEXT, READABLE_MESSAGE]],
    optional: true,
    nullable: true,
    description: 'What the server takes when the buyer sends nothing',
    example: 'the sea',
  })
  default?: string | null;

  @WholeNumber({
    min: 1,
    max: LIMITS.value,
    description: 'Limit of a value in characters',
    example: 200,
    default: 1000,
  })
  maxLength: number = 1000;
}

/** The `config` of a resource of type `prompt_template`. */
export class PromptTemplateConfigDto {
  @Text({
    min: 1,
    max: LIMITS.systemPrompt,
    rules: [[PLAIN_TEXT, PLAIN_TEXT_MESSAGE]],
    description: 'Secret. Every {{placeholder}} is a parameter, and every parameter is used',
    example: 'You are a poet. Write a haiku about {{topic}}.',
  })
  systemPrompt: string;

  @NestedList(() => ParameterDto, {
    description: 'The inputs of the prompt, each used in it as `{{name}}`',
    max: LIMITS.parameters,
    default: [],
  })
  parameters: ParameterDto[] = [];

  @Model({ description: 'provider:model', example: 'claude:claude-sonnet-5-5' })
  model: string;

  @Model({
    optional: true,
    nullable: true,
    description:
      'The model that the server asks while the first one is overloaded, limited or failing',
    example: 'openrouter:anthropic/claude-haiku-5.5',
    default: null,
  })
  fallbackModel?: string | null;

  @WholeNumber({ min: 1, max: LIMITS.maxTokens, description: 'Limit of the answer', default: 1024 })
  maxTokens: number = 1024;

  @Flag({
    description: 'Whether buyers may add a message of their own, as the input `message`',
    default: false,
  })
  allowsUserMessage: boolean = false;
}
