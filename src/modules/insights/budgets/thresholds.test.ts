import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { thresholdsReached } from './thresholds.js';

const DOLLAR = 1_000_000n;

const spent = (text: string) => `${text.slice(0, -8)}.${text.slice(-8)}`;

describe('the thresholds of a budget', () => {
  it.each([
    ['0', []],
    ['49.999999999999999999', []],
    ['50', [50]],
    ['79.9', [50]],
    ['80.000000000000000001', [50, 80]],
    ['100', [50, 80, 100]],
    ['1e3', []],
    ['-100', []],
  ])('of 100 dollars that %s reaches are %j', (spent, reached) => {
    expect(thresholdsReached(spent, 100n * DOLLAR, [50, 80, 100])).toEqual(reached);
  });

  it('are reached at exactly their part, to the last unit', () => {
    const amounts = fc.bigInt({ min: 1n, max: 10n ** 15n });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 1_000 }), (amount, percent) => {
        const due = (amount * BigInt(percent)).toString().padStart(9, '0');
        const less = (amount * BigInt(percent) - 1n).toString().padStart(9, '0');
        expect(thresholdsReached(spent(due), amount, [percent])).toEqual([percent]);
        expect(thresholdsReached(spent(less), amount, [percent])).toEqual([]);
      }),
    );
  });
});
