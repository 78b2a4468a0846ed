import { describe, expect, it } from '@jest/globals';
import type { LlmKit } from '../llm-kit.service.js';
import type { OpenAiCompatibleApi } from '../openai-compatible/openai-compatible-api.js';
import { OpenAiCompatibleModels } from '../openai-compatible/openai-compatible.client.js';
import { Bench } from './bench.js';
import { checksOf, describeLlmProvider } from './describe-llm-provider.js';
import type { ProviderGround } from './ground.js';
import { finishing, openAiCompatibleWire } from './openai-compatible-wire.js';
import type { Wire } from './wire.js';

const PRICES = [{ model: 'poet', effectiveFrom: '2026-01-01', input: '1', output: '2' }];

/** A provider of an API that is OpenAI's in all but what is said here. */
const ground = (
  wire: Partial<Wire> = {},
  api: Partial<OpenAiCompatibleApi> = {},
): ProviderGround => ({
  wire: { ...openAiCompatibleWire, model: 'poet', ...wire },
  open: (kit: LlmKit, baseUrl: string) =>
    Object.assign(new OpenAiCompatibleModels(kit, { baseUrl, ...api }), { id: 'poet' }),
});

const counted = { prompt_tokens: 20, completion_tokens: 7 };

describeLlmProvider(
  'of an API that tells of no cached tokens, costs, refusals and credit',
  ground({
    lacks: ['cached_tokens', 'costs', 'refused', 'no_credit'],
    finish: finishing(counted),
    failures: openAiCompatibleWire.failures.filter(({ kind }) => kind !== 'no_credit'),
  }),
);

describeLlmProvider(
  'of an API whose costs are on a list',
  ground({ lacks: ['cached_tokens'], finish: finishing(counted) }, { prices: PRICES }),
);

/** What the check of this name says of a provider that is broken so. */
async function outcomeOf(broken: Partial<OpenAiCompatibleApi>, name: string): Promise<string> {
  const bench = new Bench(ground({ lacks: ['costs'] }, broken));
  const checks = new Map<string, () => Promise<void>>();
  checksOf((title, run) => checks.set(title, run), bench);
  const check = checks.get(name);
  if (check === undefined) throw new Error(`the suite has no check ${name}`);
  await bench.start();
  try {
    return await check().then(
      () => 'passes',
      () => 'fails',
    );
  } finally {
    await bench.stop();
  }
}

describe('the suite', () => {
  it.each<[string, string, Partial<OpenAiCompatibleApi>]>([
    [
      'takes a failed end for an end',
      'recognises an answer that the API itself ends as a failure',
      { ends: { error: 'other' } },
    ],
    [
      'takes an end by an error for an end',
      'recognises an error in the middle of an answer by its end alone',
      { ends: { error: 'end' } },
    ],
    [
      'sells refusals',
      'makes a refusal an error that still tells the tokens it took',
      { ends: { content_filter: 'end' } },
    ],
    [
      'takes spent money for haste',
      'when the provider answers 429 for a spent budget, says no_credit, once and without gossip',
      { kindOf: ({ status }) => (status === 429 ? 'rate_limited' : undefined) },
    ],
    [
      'sends what the API does not take',
      'passes every setting on that the API takes, and leaves the others out',
      { body: (standard, { topK }) => ({ ...standard, top_k: topK }) },
    ],
    [
      'does not tell who the answer is for',
      'asks exactly what it was told to ask',
      { body: (standard) => ({ ...standard, user: undefined }) },
    ],
    [
      'takes any answer for a yes',
      'asked about a key, accepts one that works, without spending tokens',
      { keyCheck: { path: '/welcome', judge: () => ({ status: 'valid' }) } },
    ],
  ])('catches a provider that %s', async (_, check, broken) => {
    expect(await outcomeOf({}, check)).toBe('passes');
    expect(await outcomeOf(broken, check)).toBe('fails');
  });
});
