import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { LlmUsage } from './llm-provider.js';
import { costNanoUsd, type ListPrice } from './prices.js';
import { claudePrices } from './providers/claude/claude-prices.js';

const day = new Date('2026-11-21T00:00:00Z');
const none: LlmUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
const million = 1_000_000;
const tokens = fc.nat(2 * million);
const usages = fc.record({
  inputTokens: tokens,
  outputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: tokens,
});

const claudeCost = (family: string, usage: Partial<LlmUsage>) =>
  costNanoUsd(claudePrices, `claude-${family}-5-5`, { ...none, ...usage }, day);

describe('list prices', () => {
  it('charge each sort of token its own price', () => {
    expect(claudeCost('sonnet', { inputTokens: million })).toBe(2_000_000_000n);
    expect(claudeCost('sonnet', { outputTokens: million })).toBe(10_000_000_000n);
    expect(claudeCost('sonnet', { cacheReadTokens: million })).toBe(200_000_000n);
    expect(claudeCost('sonnet', { cacheWriteTokens: million })).toBe(2_500_000_000n);
    expect(claudeCost('sonnet', {})).toBe(0n);
  });

  it('rise with the whole prompt where there are tiers, cached tokens included', () => {
    const tiered: ListPrice[] = [
      { model: 'm', effectiveFrom: '2026-01-01', input: '2', output: '4', cacheRead: '1' },
      {
        model: 'm',
        effectiveFrom: '2026-01-01',
        upToPromptTokens: 100,
        input: '1',
        output: '3',
        cacheRead: '0.5',
      },
    ];
    const cost = (inputTokens: number, cacheReadTokens: number) =>
      costNanoUsd(tiered, 'm', { ...none, inputTokens, cacheReadTokens }, day);
    expect(cost(100, 0)).toBe(100_000n);
    expect(cost(101, 0)).toBe(202_000n);
    expect(cost(60, 40)).toBe(80_000n);
    expect(cost(60, 41)).toBe(161_000n);
  });

  it('of Haiku rise above 100,000 prompt tokens', () => {
    expect(claudeCost('haiku', { inputTokens: 100_000 })).toBe(10_000_000n);
    expect(claudeCost('haiku', { inputTokens: 100_001 })).toBe(50_000_500n);
  });

  it('hold from their first day on and leave the past alone', () => {
    const list: ListPrice[] = [
      { model: 'm', effectiveFrom: '2026-06-01', input: '5', output: '5' },
      { model: 'm', effectiveFrom: '2026-01-01', input: '9', output: '9' },
    ];
    const cost = (at: string) => costNanoUsd(list, 'm', { ...none, inputTokens: 1 }, new Date(at));
    expect(cost('2025-12-31T23:59:59Z')).toBeNull();
    expect(cost('2026-05-31T23:59:59Z')).toBe(9000n);
    expect(cost('2026-06-01T00:00:00Z')).toBe(5000n);
  });

  it('are null rather than invented', () => {
    const one = { ...none, inputTokens: 1 };
    expect(costNanoUsd(claudePrices, 'claude-next', one, day)).toBeNull();
    const cached = { ...one, cacheReadTokens: 1 };
    expect(costNanoUsd(claudePrices, 'claude-haiku-5-5', cached, day)).toBeNull();
  });

  it('never fall when more tokens are used', () => {
    const models = fc.constantFrom('claude-opus-5-5', 'claude-sonnet-5-5', 'claude-opus-5');
    fc.assert(
      fc.property(models, usages, usages, (model, some, more) => {
        const sum: LlmUsage = {
          inputTokens: some.inputTokens + more.inputTokens,
          outputTokens: some.outputTokens + more.outputTokens,
          cacheReadTokens: some.cacheReadTokens + more.cacheReadTokens,
          cacheWriteTokens: some.cacheWriteTokens + more.cacheWriteTokens,
        };
        const [part, rest, whole] = [some, more, sum].map(
          (usage) => costNanoUsd(claudePrices, model, usage, day) ?? -1n,
        );
        // Rounding up each part costs at most one nano more than rounding up the whole.
        expect([0n, 1n]).toContain((part ?? 0n) + (rest ?? 0n) - (whole ?? 0n));
      }),
    );
  });

  it('round up to a whole nano', () => {
    const list: ListPrice[] = [
      { model: 'm', effectiveFrom: '2026-01-01', input: '0.0001', output: '0' },
    ];
    const cost = (inputTokens: number) => costNanoUsd(list, 'm', { ...none, inputTokens }, day);
    fc.assert(
      fc.property(tokens, (count) => {
        expect(cost(count)).toBe(BigInt(Math.ceil(count / 10)));
      }),
    );
  });
});
