import { describe, expect, it } from '@jest/globals';
import { microOf, nanoOf } from './decimals.js';

describe('figures for statistics', () => {
  it.each([
    ['0', 0n],
    ['12', 12_000_000_000n],
    ['-0.05', -50_000_000n],
    ['0.0000000019', 1n],
    ['123456789012345678901.123456789999', 123_456_789_012_345_678_901_123_456_789n],
  ])('of %s are %s', (decimal, nano) => {
    expect(nanoOf(decimal)).toBe(nano);
  });

  it.each(['', '1e3', 'NaN', '.5', '1.', ' 1'])('are none of %j', (text) => {
    expect(() => nanoOf(text)).toThrow(RangeError);
  });

  it('are shown with six decimals', () => {
    expect([1_499n, 1_500n, -1_500n, -1_499n].map(microOf)).toEqual([1n, 2n, -2n, -1n]);
  });
});
