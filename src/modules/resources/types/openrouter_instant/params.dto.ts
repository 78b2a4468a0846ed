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

function Numeric([min, max]: Range, description: string, example: number) {
  return AnyNumber({ min, max, ...free, description, example });
}

function Whole([min, max]: Range, description: string, example: number) {
  return WholeNumber({ min, max, ...free, description, example });
}

const stopText = text({
  min: 1,
  max: PARAM_LIMITS.stop,
  rules: [[PLAIN_TEXT, PLAIN_TEXT_MESSAGE]],
});

class ResponseFormatDto {
  @OneOf(['json_object', 'json_schema'], {
    description: '`json_schema` holds the answer to a schema',
    example: 'json_schema',
  })
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
  @Numeric(
    PARAM_LIMITS.temperature,
    'How freely the model chooses its words: 0 is the most predictable',
    0.7,
  )
  temperature?: number | null;

  @Numeric(
    PARAM_LIMITS.topP,
    'The model chooses among the likeliest words that together have this probability',
    0.9,
  )
  topP?: number | null;

  @Whole(PARAM_LIMITS.topK, 'The model chooses among so many of the likeliest words', 40)
  topK?: number | null;

  @Numeric(
    PARAM_LIMITS.frequencyPenalty,
    'Holds back words the more often they stand in the text already',
    0.5,
  )
  frequencyPenalty?: number | null;

  @Numeric(PARAM_LIMITS.presencePenalty, 'Holds back words that stand in the text already', 0.5)
  presencePenalty?: number | null;

  @Numeric(
    PARAM_LIMITS.repetitionPenalty,
    'Holds back words of the prompt and the text; 1 holds back none',
    1.1,
  )
  repetitionPenalty?: number | null;

  @Numeric(
    PARAM_LIMITS.minP,
    'Leaves out words less likely than this part of the likeliest one',
    0.05,
  )
  minP?: number | null;

  @Numeric(PARAM_LIMITS.topA, 'Leaves out words far less likely than the likeliest one', 0.1)
  topA?: number | null;

  @Whole(PARAM_LIMITS.seed, 'The same number makes the same answer likelier', 42)
  seed?: number | null;

  @ListOf(stopText, {
    description: 'The model stops before it writes one of these',
    min: 1,
    max: PARAM_LIMITS.stops,
    ...free,
    example: ['END'],
  })
  stop?: string[] | null;

  @OneOf(REASONING_EFFORTS, {
    description: 'How long the model may think, where it can',
    ...free,
    example: 'low',
  })
  reasoningEffort?: (typeof REASONING_EFFORTS)[number] | null;

  @OneOf(VERBOSITIES, {
    description: 'How much the model writes, where it can choose',
    ...free,
    example: 'medium',
  })
  verbosity?: (typeof VERBOSITIES)[number] | null;

  @Nested(() => ResponseFormatDto, { ...free, description: 'The form of the answer' })
  responseFormat?: ResponseFormatDto | null;
}
