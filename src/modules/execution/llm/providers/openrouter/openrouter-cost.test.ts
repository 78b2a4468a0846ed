import { describe, expect, it } from '@jest/globals';
import { openRouterCost } from './openrouter-cost.js';

describe('a call of OpenRouter', () => {
  it.each([
    [{ cost: 0.1 }, 100_000_000n],
    [{ cost: 1.2e-8 }, 12n],
    [{ cost: 0 }, 0n],
    [{ cost: 0.1, cost_details: { upstream_inference_cost: 0.1 } }, 100_000_000n],
    [{ cost: 0.1, is_byok: true, cost_details: { upstream_inference_cost: 2 } }, 2_100_000_000n],
    [{ cost: 0.1, is_byok: true }, undefined],
    [{}, undefined],
    [{ cost: null }, undefined],
    [{ cost: -1 }, undefined],
    [{ cost: 1e4 }, 10_000_000_000_000n],
    [{ cost: 10_001 }, undefined],
    [{ cost: 1e300 }, undefined],
    [{ cost: 'much' }, undefined],
  ])('with %j costs %s', (usage, cost) => {
    expect(openRouterCost(usage)).toBe(cost);
  });
});
