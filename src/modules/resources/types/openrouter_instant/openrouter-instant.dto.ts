import { PickType } from '@nestjs/swagger';
import { Nested, Text, WholeNumber } from '../../../../common/http/index.js';
import { PromptTemplateConfigDto } from '../prompt_template/prompt-template.dto.js';
import { MAX_MODEL_NAME, MAX_TOKENS, MODEL_NAME } from './openrouter-instant-config.js';
import { ModelParamsDto } from './params.dto.js';

/** The `config` of a resource of type `openrouter_instant`. */
export class OpenRouterInstantConfigDto extends PickType(PromptTemplateConfigDto, [
  'systemPrompt',
  'parameters',
  'allowsUserMessage',
] as const) {
  @Text({
    max: MAX_MODEL_NAME,
    pattern: MODEL_NAME,
    message: 'must be a model of OpenRouter, such as openrouter:google/gemini-3-flash-image',
    description:
      'A model of the catalogue, by the name in GET /models. Null in answers once the catalogue has it no longer',
    example: 'openrouter:google/gemini-3-flash-image',
  })
  model: string;

  @WholeNumber({
    min: 1,
    max: MAX_TOKENS,
    description: 'Limit of the answer; no more than the model writes',
    default: 1024,
  })
  maxTokens: number = 1024;

  @Nested(() => ModelParamsDto, {
    description: 'Parameters that the model supports; a change replaces all of them',
    default: {},
  })
  params: ModelParamsDto = new ModelParamsDto();
}
