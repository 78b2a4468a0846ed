import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  Matches,
  Max,
  MinLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { BoundedList } from '../../../../common/http/index.js';
import { MaxCharacters } from '../../templates/max-characters.decorator.js';
import { PLAIN_TEXT } from '../../../../common/text/index.js';
import { PARAM_LIMITS, REASONING_EFFORTS, VERBOSITIES } from './params.js';

type Range = readonly [minimum: number, maximum: number];

/** A number that may be left out. */
function Numeric([minimum, maximum]: Range, example: number, isWhole = false) {
  const type = isWhole ? 'integer' : 'number';
  return applyDecorators(
    ApiPropertyOptional({ type, minimum, maximum, example }),
    IsOptional(),
    Min(minimum),
    Max(maximum),
    isWhole ? IsInt() : IsNumber(),
  );
}

function OneOf(values: readonly string[], example: string) {
  return applyDecorators(
    ApiPropertyOptional({ enum: values, example }),
    IsOptional(),
    IsIn(values, { message: `must be one of ${values.join(', ')}` }),
  );
}

class ResponseFormatDto {
  @ApiProperty({ enum: ['json_object', 'json_schema'], example: 'json_schema' })
  @IsIn(['json_object', 'json_schema'], { message: 'must be json_object or json_schema' })
  type: 'json_object' | 'json_schema';

  @ApiPropertyOptional({
    type: Object,
    description: 'JSON Schema of the answer, for `json_schema`',
    example: {
      type: 'object',
      required: ['title'],
      properties: { title: { type: 'string' } },
      additionalProperties: false,
    },
  })
  @IsOptional()
  @IsObject({ message: 'must be a JSON Schema' })
  schema?: Record<string, unknown> | null;
}

/** Parameters of OpenRouter (https://openrouter.ai/docs/api-reference/parameters). */
export class ModelParamsDto {
  @Numeric(PARAM_LIMITS.temperature, 0.7)
  temperature?: number | null;

  @Numeric(PARAM_LIMITS.topP, 0.9)
  topP?: number | null;

  @Numeric(PARAM_LIMITS.topK, 40, true)
  topK?: number | null;

  @Numeric(PARAM_LIMITS.frequencyPenalty, 0.5)
  frequencyPenalty?: number | null;

  @Numeric(PARAM_LIMITS.presencePenalty, 0.5)
  presencePenalty?: number | null;

  @Numeric(PARAM_LIMITS.repetitionPenalty, 1.1)
  repetitionPenalty?: number | null;

  @Numeric(PARAM_LIMITS.minP, 0.05)
  minP?: number | null;

  @Numeric(PARAM_LIMITS.topA, 0.1)
  topA?: number | null;

  @Numeric(PARAM_LIMITS.seed, 42, true)
  seed?: number | null;

  @ApiPropertyOptional({ type: [String], maxItems: PARAM_LIMITS.stops, example: ['END'] })
  @IsOptional()
  @MinLength(1, { each: true })
  @MaxCharacters(PARAM_LIMITS.stop, { each: true })
  @Matches(PLAIN_TEXT, { each: true, message: 'must not contain NUL or broken Unicode' })
  @ArrayNotEmpty()
  @BoundedList(PARAM_LIMITS.stops)
  stop?: string[] | null;

  @OneOf(REASONING_EFFORTS, 'low')
  reasoningEffort?: (typeof REASONING_EFFORTS)[number] | null;

  @OneOf(VERBOSITIES, 'medium')
  verbosity?: (typeof VERBOSITIES)[number] | null;

  @ApiPropertyOptional({ type: ResponseFormatDto })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => ResponseFormatDto)
  responseFormat?: ResponseFormatDto | null;
}
