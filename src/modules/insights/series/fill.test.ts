import { describe, expect, it } from '@jest/globals';
import { fill } from './fill.js';
import {
  type Days,
  type Figure,
  figureOf,
  type KnownValue,
  NOTHING,
  type Series,
} from './series.js';
import type { SourceAnswer } from './source.js';

const one: Figure = figureOf('1', { priced: 1, free: 0, unknown: 0 });
const haiku = { dimension: 'haiku', isOther: false };
const other = { dimension: null, isOther: true };
const onTheSecond: Days = [undefined, one];
const NOW = new Date('2026-11-13T12:00:00Z');

const series = (changes: Partial<Series> = {}): Series => ({
  period: { from: '2026-11-10', to: '2026-11-15', tz: 'UTC' },
  total: one,
  priorTotal: NOTHING,
  dimensions: [
    { ...haiku, ...one, prior: NOTHING, days: onTheSecond },
    { ...other, ...NOTHING, prior: NOTHING, days: [] },
  ],
  days: onTheSecond,
  priorDays: [],
  ...changes,
});
const answer = (changes: Partial<SourceAnswer> = {}): SourceAnswer => ({
  series: series(),
  unit: 'usd',
  asOf: NOW,
  isStale: false,
  knownFrom: null,
  knownTo: null,
  ...changes,
});
const values = (points: readonly KnownValue[]) => points.map(({ value }) => value);
const finished = (given: SourceAnswer) =>
  fill(given, null, NOW).shown.days.map(({ isFinished }) => isFinished);

describe('the days of a series', () => {
  it('are zero where nothing happened, and nothing when they are still to come', () => {
    const { days, dimensions, total, priorDays } = fill(answer(), 'resource', NOW);
    expect(values(days)).toEqual(['0', '1', '0', '0', null]);
    expect(dimensions.map((one) => [one.isOther, values(one.days)])).toEqual([
      [false, ['0', '1', '0', '0', null]],
      [true, ['0', '0', '0', '0', null]],
    ]);
    expect(values(priorDays ?? [])).toEqual(['0', '0', '0', '0', '0']);
    expect(total.certainty).toBe('exact');
  });

  it('are unfinished from today on, or from where the figures end', () => {
    expect(finished(answer())).toEqual([true, true, true, false, false]);
    const yesterday = answer({ asOf: new Date('2026-11-12T23:59:00Z') });
    expect(finished(yesterday)).toEqual([true, true, false, false, false]);
    const complete = answer({ knownTo: '2026-11-13' });
    expect(finished(complete)).toEqual([true, true, true, false, false]);
  });

  it('have no dimensions where nothing parts them', () => {
    expect(fill(answer(), null, NOW).dimensions).toEqual([]);
  });

  it.each([
    ['knownFrom', { knownFrom: '2026-11-11' }, [null, '1', '0', '0', null]],
    ['knownTo', { knownTo: '2026-11-13' }, ['0', '1', '0', null, null]],
    ['asOf', { asOf: new Date('2026-11-12T03:00:00Z') }, ['0', '1', '0', null, null]],
  ])('are nothing outside of %s, and sums over them say at least', (_, changes, expected) => {
    const { days, total, dimensions } = fill(answer(changes), 'resource', NOW);
    expect(values(days)).toEqual(expected);
    expect(total).toMatchObject({ value: '1', certainty: 'at_least' });
    expect(dimensions[0]).toMatchObject({ value: '1', certainty: 'at_least' });
    expect(dimensions[1]).toMatchObject({ value: '0', certainty: 'at_least' });
  });

  it('leave a total of days that are all unknown without a value', () => {
    const nothing = series({ total: NOTHING, dimensions: [], days: [] });
    for (const changes of [{ asOf: null }, { knownFrom: '2026-11-15' }]) {
      const { total, priorTotal, days } = fill(answer({ series: nothing, ...changes }), null, NOW);
      expect(total).toMatchObject({ value: null, certainty: 'unknown' });
      expect(priorTotal).toMatchObject({ value: null, certainty: 'unknown' });
      expect(values(days)).toEqual([null, null, null, null, null]);
    }
  });

  it('leave a total of days that are all still to come without a value', () => {
    const period = { from: '2026-11-14', to: '2026-11-17', tz: 'UTC' };
    const none = { ...haiku, ...NOTHING, prior: NOTHING, days: [] };
    const later = series({ period, total: NOTHING, dimensions: [none], days: [] });
    const { total, priorTotal, dimensions } = fill(answer({ series: later }), 'resource', NOW);
    expect(total).toMatchObject({ value: null, certainty: 'unknown' });
    expect(dimensions[0]).toMatchObject({ value: null, certainty: 'unknown' });
    expect(priorTotal).toMatchObject({ value: '0', certainty: 'exact' });
  });

  it('bound the period before by what is known of it', () => {
    const { total, priorTotal } = fill(answer({ knownFrom: '2026-11-08' }), null, NOW);
    expect([total.certainty, priorTotal?.certainty]).toEqual(['exact', 'at_least']);
  });

  it('keep a figure of a day that should not be known', () => {
    const early = series({ days: [one] });
    const { days } = fill(answer({ series: early, knownFrom: '2026-11-11' }), null, NOW);
    expect(values(days)).toEqual(['1', '0', '0', '0', null]);
  });

  it('end at midnight of their zone', () => {
    const berlin = series({ period: { ...series().period, tz: 'Europe/Berlin' } });
    const late = new Date('2026-11-13T23:30:00Z');
    const { days, shown } = fill(answer({ series: berlin, asOf: late }), null, late);
    expect(values(days)).toEqual(['0', '1', '0', '0', '0']);
    expect(shown.days.map(({ isFinished }) => isFinished)).toEqual([true, true, true, true, false]);
  });
});
