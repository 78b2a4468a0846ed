import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { BoundedList } from '../../../../common/http/index.js';
import { READABLE_MESSAGE, READABLE_TEXT, toNfc } from '../../../../common/text/index.js';
import { MaxCharacters } from '../../templates/max-characters.decorator.js';
import { PARAMETER_NAME } from '../../templates/template.js';
import { PLAIN_TEXT } from '../../../../common/text/index.js';
import { LIMITS } from './prompt-template-config.js';

const MODEL = /^[a-z][a-z0-9_-]*:[\x21-\x7e]+$/;
const MODEL_MESSAGE = (field: string) =>
  `${field} must be provider:model, such as claude:claude-sonnet-5-5`;
const plainText = { message: 'must not contain NUL or broken Unicode' };

export class ParameterDto {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Given by the server; send it back to keep it when you rename the parameter',
    example: '3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24',
  })
  @IsOptional()
  @IsUUID()
  id?: string | null;

  @ApiProperty({
    description: 'Stands as {{name}} in the system prompt',
    example: 'topic',
    pattern: PARAMETER_NAME.source,
  })
  @Matches(PARAMETER_NAME, {
    message: 'must be lowercase letters, digits and _, begin with a letter, at most 50 long',
  })
  name: string;

  @ApiPropertyOptional({
    example: 'What to write about',
    maxLength: LIMITS.description,
    default: '',
  })
  @Transform(({ value }: { value: unknown }) => toNfc(value))
  @IsString()
  @MaxCharacters(LIMITS.description)
  @Matches(READABLE_TEXT, { message: READABLE_MESSAGE })
  description: string = '';

  @ApiPropertyOptional({ description: 'Whether buyers have to send it', default: true })
  @IsBoolean()
  required: boolean = true;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'What the server takes when the buyer sends nothing',
    example: 'the sea',
  })
  @IsOptional()
  @IsString()
  @MaxCharacters(LIMITS.value)
  @Matches(READABLE_TEXT, { message: READABLE_MESSAGE })
  default?: string | null;

  @ApiPropertyOptional({
    description: 'Limit of a value in characters',
    example: 200,
    minimum: 1,
    maximum: LIMITS.value,
    default: 1000,
  })
  @IsInt()
  @Min(1)
  @Max(LIMITS.value)
  maxLength: number = 1000;
}

/** The `config` of a resource of type `prompt_template`. */
export class PromptTemplateConfigDto {
  @ApiProperty({
    description: 'Secret. Every {{placeholder}} is a parameter, and every parameter is used',
    example: 'You are a poet. Write a haiku about {{topic}}.',
    maxLength: LIMITS.systemPrompt,
  })
  @IsString()
  @MinLength(1)
  @MaxCharacters(LIMITS.systemPrompt)
  @Matches(PLAIN_TEXT, plainText)
  systemPrompt: string;

  @ApiPropertyOptional({ type: [ParameterDto], maxItems: LIMITS.parameters, default: [] })
  @BoundedList(LIMITS.parameters)
  @ValidateNested({ each: true })
  @Type(() => ParameterDto)
  parameters: ParameterDto[] = [];

  @ApiProperty({ description: 'provider:model', example: 'claude:claude-sonnet-5-5' })
  @MaxCharacters(LIMITS.model)
  @Matches(MODEL, { message: MODEL_MESSAGE('model') })
  model: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'The model that the server asks while the first one is overloaded, limited or failing',
    example: 'openrouter:anthropic/claude-haiku-5.5',
    default: null,
  })
  @IsOptional()
  @MaxCharacters(LIMITS.model)
  @Matches(MODEL, { message: MODEL_MESSAGE('fallbackModel') })
  fallbackModel?: string | null;

  @ApiPropertyOptional({
    description: 'Limit of the answer',
    example: 1024,
    minimum: 1,
    maximum: LIMITS.maxTokens,
    default: 1024,
  })
  @IsInt()
  @Min(1)
  @Max(LIMITS.maxTokens)
  maxTokens: number = 1024;

  @ApiPropertyOptional({
    description: 'Whether buyers may add a message of their own, as the input `message`',
    default: false,
  })
  @IsBoolean()
  allowsUserMessage: boolean = false;
}
