import {
  AnyNumber,
  AnyObject,
  ListOf,
  Nested,
  OneOf,
  text,
  WholeNumber,
} from '../../../../common/http/index.js';
import { PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from '../../../../common/text/index.js';
import { PARAM_LIMITS, REASONING_EFFORTS, VERBOSITIES } from './params.js';

type Range = readonly [min: number, max: number];
const free = { optional: true, nullable: true } as const;

function Numeric([min, max]: Range, example: number) {
  return AnyNumber({ min, max, ...free, example });
}

function Whole([min, max]: Range, example: number) {
  return WholeNumber({ min, max, ...free, example });
}

const stopText = text({
  min: 1,
  max: PARAM_LIMITS.stop,
  rules: [[PLAIN_TEXT, PLAIN_TEXT_MESSAGE]],
});

class ResponseFormatDto {
  @OneOf(['json_object', 'json_schema'], { example: 'json_schema' })
  type: 'json_object' | 'json_schema';

  @AnyObject({
    message: 'must be a JSON Schema',
    ...free,
    description: 'JSON Schema of the answer, for `json_schema`',
    example: {
      type: 'object',
      required: ['title'],
      properties: { title: { type: 'string' } },
      additionalProperties: false,
    },
  })
  schema?: Record<string, unknown> | null;
}

/** Parameters of OpenRouter (https://openrouter.ai/docs/api-reference/parameters). */
export class ModelParamsDto {
  @Numeric(PARAM_LIMITS.temperature, 0.7)
  temperature?: number | null;

  @Numeric(PARAM_LIMITS.topP, 0.9)
  topP?: number | null;

  @Whole(PARAM_LIMITS.topK, 40)
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

  @Whole(PARAM_LIMITS.seed, 42)
  seed?: number | null;

  @ListOf(stopText, { min: 1, max: PARAM_LIMITS.stops, ...free, example: ['END'] })
  stop?: string[] | null;

  @OneOf(REASONING_EFFORTS, { ...free, example: 'low' })
  reasoningEffort?: (typeof REASONING_EFFORTS)[number] | null;

  @OneOf(VERBOSITIES, { ...free, example: 'medium' })
  verbosity?: (typeof VERBOSITIES)[number] | null;

  @Nested(() => ResponseFormatDto, free)
  responseFormat?: ResponseFormatDto | null;
}
