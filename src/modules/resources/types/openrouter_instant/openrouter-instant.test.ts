import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import * as fc from 'fast-check';
import type { TypeColumns } from '../type-columns.entity.js';
import { OpenRouterInstantConfigDto } from './openrouter-instant.dto.js';
import type { Models } from '../../models/models.service.js';
import { OpenRouterInstantType } from './openrouter-instant-type.service.js';
import { REASONING_EFFORTS, VERBOSITIES } from './params.js';

const openRouterInstant = new OpenRouterInstantType({} as Models);
const RULES = { whitelist: true, forbidNonWhitelisted: true };
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const schema = fc.record({
  type: fc.constant('object'),
  properties: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.constant({ type: 'string' })),
});

/** Any parameters that a creator may send. */
const anyParams = fc.record(
  {
    temperature: maybe(between(0, 2)),
    topP: maybe(between(0, 1)),
    topK: maybe(fc.nat()),
    frequencyPenalty: maybe(between(-2, 2)),
    presencePenalty: maybe(between(-2, 2)),
    repetitionPenalty: maybe(between(0, 2)),
    minP: maybe(between(0, 1)),
    topA: maybe(between(0, 1)),
    seed: maybe(fc.maxSafeInteger()),
    stop: maybe(fc.array(fc.constantFrom('END', '\n\n', '###'), { minLength: 1, maxLength: 4 })),
    reasoningEffort: maybe(fc.constantFrom(...REASONING_EFFORTS)),
    verbosity: maybe(fc.constantFrom(...VERBOSITIES)),
    responseFormat: maybe(
      fc.oneof(
        fc.constant({ type: 'json_object' }),
        fc.record({ type: fc.constant('json_schema'), schema }),
      ),
    ),
  },
  { requiredKeys: [] },
);
const params = anyParams.map((given): Record<string, unknown> => JSON.parse(JSON.stringify(given)));

const configOf = (given: object) => {
  const input = plainToInstance(OpenRouterInstantConfigDto, given);
  expect(validateSync(input, RULES)).toEqual([]);
  return openRouterInstant.complete(input);
};
const sent = { systemPrompt: 'Write about {{topic}}.', parameters: [{ name: 'topic' }] };
const model = 'openrouter:acme/poet:free';

describe('the configuration of a model of the catalogue', () => {
  it('has every parameter that was sent, exactly, and no other', () => {
    fc.assert(
      fc.property(params, (given) => {
        const kept = Object.entries(given).filter(([, value]) => value !== null);
        expect(configOf({ ...sent, model, params: given }).params).toStrictEqual(
          Object.fromEntries(kept),
        );
      }),
    );
  });

  it('is itself what can be sent, and stays the same in the table', () => {
    fc.assert(
      fc.property(params, fc.integer({ min: 1, max: 128_000 }), (given, maxTokens) => {
        const config = configOf({ ...sent, model, maxTokens, params: given });
        const stored: unknown = JSON.parse(JSON.stringify(openRouterInstant.toColumns(config)));
        expect(stored).toMatchObject({ openRouterModelId: 'acme/poet:free' });
        const read = openRouterInstant.fromColumns(stored as TypeColumns);
        expect(read).toEqual(JSON.parse(JSON.stringify(config)));
        expect(configOf(read)).toEqual(read);
        expect(openRouterInstant.validate(config)).toEqual([]);
      }),
    );
  });

  it('is without a model once the table lost it, and names none to ask', () => {
    const columns = openRouterInstant.toColumns(configOf({ ...sent, model }));
    const lost = { ...columns, openRouterModelId: null } as TypeColumns;
    const config = openRouterInstant.fromColumns(lost);
    expect(config.model).toBeNull();
    expect(openRouterInstant.modelsOf(config)).toEqual([]);
    expect(openRouterInstant.toColumns(config)).toMatchObject({ openRouterModelId: null });
  });

  it('shows buyers the inputs, and nothing of the rest', () => {
    const config = configOf({ ...sent, model, allowsUserMessage: true, params: { seed: 7 } });
    const shown = openRouterInstant.publicInputs(config);
    expect(shown.map(({ name }) => name)).toEqual(['topic', 'message']);
    expect(JSON.stringify(shown)).not.toMatch(/Write about|seed|acme/);
  });
});
