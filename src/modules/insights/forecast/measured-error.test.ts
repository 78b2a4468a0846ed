import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { discounted } from '../../../sandbox/providers/anthropic-costs.js';
import { Organization } from '../../../sandbox/providers/anthropic-organization.js';
import { addDays, type Day, daysBetween, monthOf } from '../series/period.js';
import { medianOf, total } from './expected-days.js';
import { forecastMonth } from './month-forecast.js';

const FIRST: Day = '2025-06-01';
const LAST: Day = '2026-12-01';
const NANO = 1_000_000_000;
/** Days of the month at which forecasts are made. */
const DAYS = [6, 11, 16, 21, 26];

/** Numbers from 0 up to 1 that look like chance and are the same each time (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** About 1, seldom far from it. */
const around = (chance: () => number, spread: number) =>
  1 + spread * (chance() + chance() + chance() - 1.5);

type Kind = (at: number, chance: () => number) => number;
const WEEK = [1.3, 1.4, 1.35, 1.3, 1.2, 0.25, 0.2];

/** Amounts of a day, by the number of the day; a day is worth some 100. */
const KINDS: Readonly<Record<string, Kind>> = {
  steady: (_, chance) => 100 * around(chance, 0.3),
  'with a weekly pattern': (at, chance) => 100 * (WEEK[at % 7] ?? 1) * around(chance, 0.3),
  'growing 30 % a month': (at, chance) => 10 * 1.3 ** (at / 30) * around(chance, 0.3),
  'falling 20 % a month': (at, chance) => 500 * 0.8 ** (at / 30) * around(chance, 0.3),
  bursty: (_, chance) => (chance() < 0.08 ? 900 : 50) * around(chance, 0.6),
  'with zero days': (_, chance) => (chance() < 0.6 ? 0 : 250 * around(chance, 0.6)),
  'that doubled at once': (at, chance) => (at < 300 ? 100 : 200) * around(chance, 0.3),
};

/** Amounts of days from the first one on. */
interface Series {
  readonly from: Day;
  readonly amounts: readonly bigint[];
}

function seriesOf(kind: Kind, seed: number): Series {
  const chance = chanceOf(seed);
  const amounts = Array.from({ length: daysBetween(FIRST, LAST) }, (_, at) =>
    BigInt(Math.round(kind(at, chance) * NANO)),
  );
  return { from: FIRST, amounts };
}

/** Ten series of a kind. */
const tenOf = (kind: Kind) => Array.from({ length: 10 }, (_, seed) => seriesOf(kind, seed + 1));

/** What the sandbox's organization paid a day; a dollar has 10^15 of its parts. */
function organization(): Series {
  const from: Day = '2025-10-01';
  const made = new Organization();
  const amounts = Array.from({ length: daysBetween(from, LAST) }, (_, at) => {
    const begin = Date.parse(addDays(from, at));
    const used = made.usage(begin, Date.parse(addDays(from, at + 1)), Date.parse(LAST));
    return total(used.flatMap(({ costs }) => costs.map(discounted))) / 1_000_000n;
  });
  return { from, amounts };
}

const SERIES: Readonly<Record<string, () => readonly Series[]>> = {
  ...Object.fromEntries(Object.entries(KINDS).map(([name, kind]) => [name, () => tenOf(kind)])),
  'of the organization in the sandbox': () => [organization()],
};

const between = ({ from: first, amounts }: Series, from: Day, to: Day) =>
  total(amounts.slice(daysBetween(first, from), daysBetween(first, to)));

/** Month so far, gone on with. */
function linear(series: Series, day: Day): bigint {
  const { from, to } = monthOf(day);
  const passed = BigInt(daysBetween(from, day));
  return (between(series, from, day) * BigInt(daysBetween(from, to))) / passed;
}

function lastMonth(series: Series, day: Day): bigint {
  const { from, to } = monthOf(addDays(monthOf(day).from, -1));
  return between(series, from, to);
}

/** Percent that a number is off. */
const error = (told: bigint, truth: bigint) =>
  Math.abs(Number(((told - truth) * 1_000_000n) / truth)) / 10_000;

/** Forecasts at several days of nine months of each series, with what is known at each and no more. */
function measure(all: readonly Series[]) {
  const errors = { ours: [] as number[], linear: [] as number[], lastMonth: [] as number[] };
  let [within, measured] = [0, 0];
  for (const series of all) {
    const { from: first, amounts } = series;
    for (let { from } = monthOf('2026-03-01'); from < LAST; from = monthOf(from).to) {
      const truth = between(series, from, monthOf(from).to);
      for (const passed of DAYS) {
        const day = addDays(from, passed - 1);
        const known = { from: first, amounts: amounts.slice(0, daysBetween(first, day)) };
        const { forecast } = forecastMonth({ days: known, day, month: monthOf(day), begun: 0n });
        if (forecast === undefined) throw new Error('too little is known');
        errors.ours.push(error(forecast.forecast, truth));
        errors.linear.push(error(linear(series, day), truth));
        errors.lastMonth.push(error(lastMonth(series, day), truth));
        if (forecast.range === 'assumed') continue;
        measured += 1;
        if (forecast.low <= truth && truth <= forecast.high) within += 1;
      }
    }
  }
  return { ...errors, within: within / measured };
}

const median = (numbers: readonly number[]) =>
  Number(medianOf(numbers.map((each) => BigInt(Math.round(each * 10_000))))) / 10_000;

/** Median error in percent of the month, as docs/insights.md states it at the most. */
const BOUNDS: Readonly<Record<keyof typeof SERIES, number>> = {
  steady: 2,
  'with a weekly pattern': 2,
  'growing 30 % a month': 4,
  'falling 20 % a month': 3,
  bursty: 25,
  'with zero days': 16,
  'that doubled at once': 2,
  'of the organization in the sandbox': 4,
};

describe('the forecast of a month', () => {
  describe.each(Object.entries(SERIES))('of a series %s', (name, make) => {
    const { ours, linear, lastMonth, within } = measure(make());

    it('misses by no more than is documented, in the median', () => {
      expect(median(ours)).toBeLessThanOrEqual(BOUNDS[name] ?? 0);
    });

    it('is better than going on as the month began, and than the month before', () => {
      expect(median(ours)).toBeLessThan(median(linear));
      expect(median(ours)).toBeLessThan(median(lastMonth));
    });

    it('names a range that four of five months fall into, or nearly', () => {
      expect(within).toBeGreaterThan(0.75);
    });
  });

  it('is documented with these bounds', async () => {
    const page = await readFile('docs/insights.md', 'utf8');
    for (const [name, bound] of Object.entries(BOUNDS)) {
      expect(page).toMatch(new RegExp(`\\| ${name} +\\| ${bound} % +\\|`));
    }
  });
});
