import { describe, expect, it } from '@jest/globals';
import { fill } from './fill.js';
import { type Figure, figureOf, type KnownValue, NOTHING, type Series } from './series.js';
import type { SourceAnswer } from './source.js';

const one: Figure = figureOf('1', { priced: 1, free: 0, unknown: 0 });
const all = { dimension: null, isOther: false };
const haiku = { dimension: 'haiku', isOther: false };
const other = { dimension: null, isOther: true };
const NOW = new Date('2026-11-13T12:00:00Z');

const series = (changes: Partial<Series> = {}): Series => ({
  period: { from: '2026-11-10', to: '2026-11-15', tz: 'UTC' },
  total: one,
  priorTotal: NOTHING,
  dimensions: [
    { ...haiku, ...one, prior: NOTHING },
    { ...other, ...NOTHING, prior: NOTHING },
  ],
  points: [{ date: '2026-11-11', ...haiku, ...one }],
  days: [{ date: '2026-11-11', ...all, ...one }],
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
  fill(given, null, NOW).days.map(({ isFinished }) => isFinished);

describe('the days of a series', () => {
  it('are zero where nothing happened, and nothing when they are still to come', () => {
    const { days, points, total, priorDays } = fill(answer(), 'resource', NOW);
    expect(values(days)).toEqual(['0', '1', '0', '0', null]);
    expect(values(points)).toEqual(['0', '1', '0', '0', null, '0', '0', '0', '0', null]);
    expect(points.map(({ isOther }) => isOther).indexOf(true)).toBe(5);
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

  it('are the points where nothing parts them', () => {
    const { points, days, dimensions } = fill(answer(), null, NOW);
    expect(points).toEqual(days);
    expect(dimensions).toEqual([]);
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
    const nothing = series({ total: NOTHING, dimensions: [], points: [], days: [] });
    for (const changes of [{ asOf: null }, { knownFrom: '2026-11-15' }]) {
      const { total, priorTotal, days } = fill(answer({ series: nothing, ...changes }), null, NOW);
      expect(total).toMatchObject({ value: null, certainty: 'unknown' });
      expect(priorTotal).toMatchObject({ value: null, certainty: 'unknown' });
      expect(values(days)).toEqual([null, null, null, null, null]);
    }
  });

  it('leave a total of days that are all still to come without a value', () => {
    const period = { from: '2026-11-14', to: '2026-11-17', tz: 'UTC' };
    const none = { ...haiku, ...NOTHING, prior: NOTHING };
    const later = series({ period, total: NOTHING, dimensions: [none], points: [], days: [] });
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
    const early = series({ days: [{ date: '2026-11-10', ...all, ...one }] });
    const { days } = fill(answer({ series: early, knownFrom: '2026-11-11' }), null, NOW);
    expect(values(days)).toEqual(['1', '0', '0', '0', null]);
  });

  it('end at midnight of their zone', () => {
    const berlin = series({ period: { ...series().period, tz: 'Europe/Berlin' } });
    const late = new Date('2026-11-13T23:30:00Z');
    const { days } = fill(answer({ series: berlin, asOf: late }), null, late);
    expect(values(days)).toEqual(['0', '1', '0', '0', '0']);
    expect(days.map(({ isFinished }) => isFinished)).toEqual([true, true, true, true, false]);
  });
});
