import { describe, expect, it } from '@jest/globals';
import { addDays, monthOf } from '../series/period.js';
import { type Figure, figureOf, NOTHING } from '../series/series.js';
import { knownMoney } from './known-money.js';

const TODAY = '2026-11-20';
const known = figureOf('2', { priced: 1, free: 0, unknown: 0 });
const partly = figureOf('1', { priced: 1, free: 0, unknown: 1 });
const unknown = figureOf(null, { priced: 0, free: 0, unknown: 1 });

/** Money of consecutive days, of which the last is today. */
function moneyOf(...figures: readonly Figure[]) {
  const first = addDays(TODAY, 1 - figures.length);
  const period = { from: first, to: addDays(TODAY, 1), tz: 'UTC' };
  const series = { period, total: NOTHING, dimensions: [], days: figures };
  const reach = { asOf: new Date(), isStale: false, knownFrom: null, knownTo: null };
  return knownMoney({ series, unit: 'usd', ...reach }, TODAY, monthOf(TODAY));
}
const two = 2_000_000_000n;

describe('what is known of money', () => {
  it('begins with the first day of which something is known', () => {
    const { days, isAtLeast } = moneyOf(unknown, unknown, known, known, known);
    expect(days).toEqual({ from: '2026-11-18', amounts: [two, two] });
    expect(isAtLeast).toBe(true);
  });

  it('ends before days of which nothing is known yet, and has what is known of today', () => {
    const { days, day, begun, isAtLeast } = moneyOf(known, known, unknown, unknown, known);
    expect(days).toEqual({ from: '2026-11-16', amounts: [two, two] });
    expect(day).toBe('2026-11-18');
    expect(begun).toBe(two);
    expect(isAtLeast).toBe(true);
  });

  it('is at least what is known where days between are unknown, which count as no known days', () => {
    const found = moneyOf(known, unknown, partly, known, known);
    expect(found.days).toEqual({ from: '2026-11-16', amounts: [two, 0n, two / 2n, two] });
    expect(found.isAtLeast).toBe(true);
    expect(found.knownDays).toBe(3);
  });

  it('is of no day where all are unknown', () => {
    const { days, begun, knownDays } = moneyOf(unknown, unknown, unknown);
    expect([days.amounts, begun, knownDays]).toEqual([[], 0n, 0]);
  });
});
