import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional } from 'class-validator';
import { PromptTemplateConfigDto } from '../prompt_template/prompt-template.dto.js';

/** The `config` of a resource of type `prompt`. */
export class PromptConfigDto extends PickType(PromptTemplateConfigDto, [
  'systemPrompt',
  'model',
  'maxTokens',
  'allowsUserMessage',
] as const) {
  @ApiProperty({
    enum: ['raw', 'json'],
    description: '`json`: answers that are no JSON, or do not fit the schema, are not charged',
  })
  @IsIn(['raw', 'json'], { message: 'must be raw or json' })
  outputFormat: 'raw' | 'json';

  @ApiPropertyOptional({
    type: Object,
    nullable: true,
    description:
      'JSON Schema, of the subset in docs/schemas.md: without references, patterns and formats',
    example: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } },
  })
  @IsOptional()
  @IsObject({ message: 'must be a JSON Schema' })
  outputSchema?: Record<string, unknown> | null;
}
