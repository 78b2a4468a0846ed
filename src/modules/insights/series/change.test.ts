import { describe, expect, it } from '@jest/globals';
import { changeOf } from './change.js';
import { type Figure, figureOf, NOTHING } from './series.js';

const figure = (value: string): Figure => figureOf(value, { priced: 1, free: 0, unknown: 0 });

describe('a change', () => {
  it.each([
    ['1.25', '1', '0.25'],
    ['0', '0.05', '-1'],
    ['0.05', '0.05', '0'],
    ['3', '1', '2'],
    ['1', '3', '-0.666667'],
    ['100000000000000000000.000000001', '100000000000000000000', '0'],
    ['0.0000000000000000000003', '0.0000000000000000000002', '0.5'],
    ['-1', '-2', '0.5'],
    ['1', '-2', '1.5'],
    ['-3', '-2', '-0.5'],
  ])('to %s from %s is %s', (now, before, change) => {
    expect(changeOf(figure(now), figure(before))).toBe(change);
  });

  it('has no ratio from nothing, from what is not known whole, or from what was not asked for', () => {
    const partly = figureOf('1', { priced: 1, free: 0, unknown: 1 });
    expect(changeOf(figure('1'), NOTHING)).toBeNull();
    expect(changeOf(figure('1'), undefined)).toBeNull();
    expect(changeOf(figure('1'), partly)).toBeNull();
    expect(changeOf(partly, figure('1'))).toBeNull();
    expect(changeOf(NOTHING, NOTHING)).toBeNull();
  });
});
