import type { ListPrice } from '../../prices.js';

/**
 * Anthropic's list prices (https://www.anthropic.com/pricing), USD per million tokens; cache writes
 * at the 5-minute rate. The API reports no prices. A change is a new line with its first day; old
 * lines stay, so that past calls keep their price.
 */
export const claudePrices: readonly ListPrice[] = [
  {
    model: 'claude-opus-5-5',
    effectiveFrom: '2026-11-01',
    input: '4',
    output: '20',
    cacheRead: '0.20',
    cacheWrite: '5',
  },
  {
    model: 'claude-sonnet-5-5',
    effectiveFrom: '2026-11-01',
    input: '2',
    output: '10',
    cacheRead: '0.20',
    cacheWrite: '2.50',
  },
  {
    model: 'claude-haiku-5-5',
    effectiveFrom: '2026-11-01',
    upToPromptTokens: 100_000,
    input: '0.10',
    output: '0.50',
  },
  { model: 'claude-haiku-5-5', effectiveFrom: '2026-11-01', input: '0.50', output: '2.50' },
  {
    model: 'claude-opus-5',
    effectiveFrom: '2026-11-01',
    input: '5',
    output: '25',
    cacheRead: '0.50',
    cacheWrite: '6.25',
  },
];
