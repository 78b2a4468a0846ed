import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsObject, Matches, Max, Min, ValidateNested } from 'class-validator';
import { PromptTemplateConfigDto } from '../prompt_template/prompt-template.dto.js';
import { MAX_TOKENS, MODEL_NAME } from './openrouter-instant-config.js';
import { ModelParamsDto } from './params.dto.js';

/** The `config` of a resource of type `openrouter_instant`. */
export class OpenRouterInstantConfigDto extends PickType(PromptTemplateConfigDto, [
  'systemPrompt',
  'parameters',
  'allowsUserMessage',
] as const) {
  @ApiProperty({
    description:
      'A model of the catalogue, by the name in GET /models. Null in answers once the catalogue has it no longer',
    example: 'openrouter:google/gemini-3-flash-image',
  })
  @Matches(MODEL_NAME, {
    message: 'must be a model of OpenRouter, such as openrouter:google/gemini-3-flash-image',
  })
  model: string;

  @ApiPropertyOptional({
    description: 'Limit of the answer; no more than the model writes',
    example: 1024,
    minimum: 1,
    maximum: MAX_TOKENS,
    default: 1024,
  })
  @IsInt()
  @Min(1)
  @Max(MAX_TOKENS)
  maxTokens: number = 1024;

  @ApiPropertyOptional({
    type: ModelParamsDto,
    description: 'Parameters that the model supports; a change replaces all of them',
    default: {},
  })
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ModelParamsDto)
  params: ModelParamsDto = new ModelParamsDto();
}
