import { PickType } from '@nestjs/swagger';
import { AnyObject, OneOf } from '../../../../common/http/index.js';
import { PromptTemplateConfigDto } from '../prompt_template/prompt-template.dto.js';

/** The `config` of a resource of type `prompt`. */
export class PromptConfigDto extends PickType(PromptTemplateConfigDto, [
  'systemPrompt',
  'model',
  'maxTokens',
  'allowsUserMessage',
] as const) {
  @OneOf(['raw', 'json'], {
    description: '`json`: answers that are no JSON, or do not fit the schema, are not charged',
  })
  outputFormat: 'raw' | 'json';

  @AnyObject({
    message: 'must be a JSON Schema',
    optional: true,
    nullable: true,
    description:
      'JSON Schema, of the subset in docs/schemas.md: without references, patterns and formats',
    example: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
  })
  outputSchema?: Record<string, unknown> | null;
}
