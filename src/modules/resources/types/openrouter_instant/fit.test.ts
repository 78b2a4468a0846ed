import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { OpenRouterInstantConfig } from './openrouter-instant-config.js';
import { type FitFacts, misfits, outputsOf } from './fit.js';
import type { ModelParams } from './params.js';

const CONFIG: OpenRouterInstantConfig = {
  systemPrompt: 'Write.',
  parameters: [],
  allowsUserMessage: false,
  model: 'openrouter:acme/poet',
  maxTokens: 100,
  params: {},
};
const SOLD = ['text', 'image'] as const;
const FACTS: FitFacts = {
  contextLength: null,
  maxOutputTokens: null,
  outputModalities: ['text'],
  supportedParameters: [],
};

/** What OpenRouter's documentation calls them. */
const DOCUMENTED = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
  repetitionPenalty: 'repetition_penalty',
  minP: 'min_p',
  topA: 'top_a',
  seed: 'seed',
  stop: 'stop',
  reasoningEffort: 'reasoning',
  verbosity: 'verbosity',
} as const;
const EVERY: Required<ModelParams> = {
  temperature: 0,
  topP: 0,
  topK: 0,
  frequencyPenalty: 0,
  presencePenalty: 0,
  repetitionPenalty: 0,
  minP: 0,
  topA: 0,
  seed: 0,
  stop: ['END'],
  reasoningEffort: 'none',
  verbosity: 'low',
  responseFormat: { type: 'json_object' },
};

const fieldsOf = (config: object, facts: object) =>
  misfits({ ...CONFIG, ...config }, { ...FACTS, ...facts }).map(({ field }) => field);

describe('a model', () => {
  it('is refused for exactly the parameters that it does not support', () => {
    const names = Object.keys(DOCUMENTED) as (keyof typeof DOCUMENTED)[];
    fc.assert(
      fc.property(fc.subarray(names), fc.subarray(names), (given, supported) => {
        const params = Object.fromEntries(given.map((name) => [name, EVERY[name]]));
        const supportedParameters = supported.map((name) => DOCUMENTED[name]);
        expect(fieldsOf({ params }, { supportedParameters })).toEqual(
          given.filter((name) => !supported.includes(name)).map((name) => `config.params.${name}`),
        );
      }),
    );
  });

  it.each([
    ['json_object', 'response_format', 'structured_outputs'],
    ['json_schema', 'structured_outputs', 'response_format'],
  ])('gives %s where it supports %s, and not by %s', (type, needed, other) => {
    const config = { params: { responseFormat: { type, schema: {} } } };
    expect(fieldsOf(config, { supportedParameters: [needed] })).toEqual([]);
    expect(fieldsOf(config, { supportedParameters: [other] })).toEqual([
      'config.params.responseFormat',
    ]);
  });

  it('writes as much as it is known to write, and to read', () => {
    const limit = fc.option(fc.integer({ min: 1, max: 300_000 }));
    const tokens = fc.integer({ min: 1, max: 128_000 });
    fc.assert(
      fc.property(tokens, limit, limit, (maxTokens, maxOutputTokens, contextLength) => {
        const isTooMuch = [maxOutputTokens, contextLength].some(
          (most) => most !== null && maxTokens > most,
        );
        const fields = fieldsOf({ maxTokens }, { maxOutputTokens, contextLength });
        expect(fields).toEqual(isTooMuch ? ['config.maxTokens'] : []);
      }),
    );
  });

  it('is asked for its words and its pictures, and refused when it makes neither', () => {
    const modality = fc.constantFrom('text', 'image', 'audio', 'video', 'embeddings');
    fc.assert(
      fc.property(fc.uniqueArray(modality), (outputModalities) => {
        const sold = outputsOf({ outputModalities });
        expect(sold).toEqual(SOLD.filter((one) => outputModalities.includes(one)));
        const isKnownForOthers = outputModalities.length > 0 && sold.length === 0;
        expect(fieldsOf({}, { outputModalities })).toEqual(
          isKnownForOthers ? ['config.model'] : [],
        );
      }),
    );
  });
});
