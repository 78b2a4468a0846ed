import { describe, expect, it } from '@jest/globals';
import type { Models, OfferedModel } from '../../resources/index.js';
import { ModelCosts } from './model-costs.service.js';

/** The bound of a call of a model with such prices. */
function boundWith(prompt: string | null, completion: string): Promise<bigint | undefined> {
  const none = { request: null, image: null, webSearch: null, internalReasoning: null };
  const prices = { prompt, completion, ...none, cacheRead: null, cacheWrite: null };
  const model = { prices, longPrompts: null } as unknown as OfferedModel;
  const costs = new ModelCosts({ find: async () => model } as unknown as Models);
  return costs.bound({ models: ['openrouter:a/b'], promptBytes: 1_000, maxTokens: 1_000 });
}

describe('what a call can cost at the most', () => {
  it('is told by the prices of its model', async () => {
    expect(await boundWith('0.000001', '0.00001')).toBe(12_000_000n);
  });

  it.each([
    [null, '1'],
    ['10001', '1'],
    ['9999', '9999'],
  ])('is not known with prices of %s and %s, which no table could hold', async (prompt, other) => {
    expect(await boundWith(prompt, other)).toBeUndefined();
  });
});
