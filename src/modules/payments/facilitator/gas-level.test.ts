import { describe, expect, it } from '@jest/globals';
import { gasLevel, settlementsLeft } from './gas-level.js';

const price = 10n;
const money = (balance: bigint, perSettlement = price) => ({ balance, perSettlement });

describe('the money for gas', () => {
  it('is good, low or empty by the settlements that it pays', () => {
    expect(settlementsLeft(money(25n))).toBe(2n);
    expect([100n, 50n, 49n, 10n, 9n, 0n].map((balance) => gasLevel(money(balance), 5))).toEqual([
      'good',
      'good',
      'low',
      'low',
      'empty',
      'empty',
    ]);
  });

  it('that could not pay a transaction does so with more of it, or at a lower price', () => {
    const refused = money(100n);
    expect(gasLevel(money(100n), 5, refused)).toBe('empty');
    expect(gasLevel(money(90n, 20n), 5, refused)).toBe('empty');
    expect(gasLevel(money(101n), 5, refused)).toBe('good');
    expect(gasLevel(money(100n, 9n), 5, refused)).toBe('good');
  });

  it('goes far where gas costs nothing', () => {
    expect(gasLevel(money(1_000n, 0n), 5)).toBe('good');
    expect(gasLevel(money(0n, 0n), 0)).toBe('empty');
  });
});
