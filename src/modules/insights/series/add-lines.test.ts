import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addLines } from './add-lines.js';
import type { DayLine } from './day-line.js';
import type { Figure } from './series.js';

const period = { from: '2026-11-10', to: '2026-11-13', tz: 'UTC' };
const LENGTH = 3;
const PLACES = 12;
const shape = { period, hasPrior: true, top: 2 };

interface Part {
  readonly day: number;
  /** A whole number of 10^-decimals. */
  readonly units: bigint;
  readonly priced: number;
  readonly free: number;
  readonly unknown: number;
}
const count = fc.nat({ max: 3 });
const part = fc.record({
  day: fc.integer({ min: -LENGTH - 2, max: LENGTH + 1 }),
  units: fc.oneof(fc.bigInt({ min: -1_000n, max: 1_000n }), fc.bigInt(-(10n ** 20n), 10n ** 20n)),
  priced: count,
  free: count,
  unknown: count,
});
const line = fc.record({
  dimension: fc.constantFrom(null, 'a', 'b', 'c', 'd'),
  first: fc.integer({ min: -40, max: 10 }),
  decimals: fc.nat({ max: PLACES }),
  isScaled: fc.boolean(),
  parts: fc.array(part, { maxLength: 5 }),
});

describe('lines of days', () => {
  it('add up to what they say, however large and however many digits', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (given) => {
        const series = addLines(given.map(written), shape, 'at_least');
        const all = given.flatMap(unitsOf);
        expect(told(series.total)).toEqual(sumOf(all.filter(({ day }) => isIn(day))));
        expect(told(series.priorTotal)).toEqual(sumOf(all.filter(({ day }) => isPrior(day))));
        const alone = series.dimensions.filter(({ isOther }) => !isOther);
        expect(alone.length).toBeLessThanOrEqual(shape.top);
        const names = new Set(alone.map(({ dimension }) => dimension));
        for (const one of series.dimensions) {
          const own = all.filter(({ dimension }) =>
            one.isOther ? !names.has(dimension) : dimension === one.dimension,
          );
          expect(told(one)).toEqual(sumOf(own.filter(({ day }) => isIn(day))));
          expect(told(one.prior)).toEqual(sumOf(own.filter(({ day }) => isPrior(day))));
          expect(one.days).toEqual(daysOf(own));
        }
        expect(series.days).toEqual(daysOf(all));
      }),
      { numRuns: 300 },
    );
  });

  it('never let an unknown part be taken for none', () => {
    const days = '0 0 0 0 2 1 5 1 0 1 2 0 0 3 0';
    const { total, days: known } = addLines(
      [{ dimension: null, first: 0, decimals: 0, scale: 0, days }],
      shape,
      'at_most',
    );
    expect(total).toEqual({
      value: '5',
      certainty: 'at_most',
      parts: { priced: 1, free: 3, unknown: 3 },
    });
    expect(known).toEqual([
      { value: null, certainty: 'unknown' },
      { value: '5', certainty: 'at_most' },
      { value: '0', certainty: 'exact' },
    ]);
  });

  it('leave dimensions of which nothing is known behind those of less than nothing', () => {
    const { dimensions } = addLines(
      [of('a', '0 0 0 0 1'), of('b', '0 -3 1 0 0'), of('c', '0 -2 1 0 0')],
      { ...shape, top: 5 },
      'at_least',
    );
    expect(dimensions.map(({ dimension }) => dimension)).toEqual(['c', 'b', 'a']);
  });
});

const of = (dimension: string, days: string) => ({
  dimension,
  first: 0,
  decimals: 0,
  scale: 0,
  days,
});

interface Given extends Omit<DayLine, 'days' | 'scale'> {
  /** Whether values are written without their point. */
  readonly isScaled: boolean;
  readonly parts: readonly Part[];
}

function written({ parts, isScaled, ...rest }: Given): DayLine {
  const scale = isScaled ? rest.decimals : 0;
  const days = parts.map(({ day, units, priced, free, unknown }) =>
    [day - rest.first, decimal(units, rest.decimals - scale), priced, free, unknown].join(' '),
  );
  return { ...rest, scale, days: days.join(' ') };
}

/** Sometimes with needless zeros, as PostgreSQL writes sums. */
function decimal(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const [whole, fraction] = [
    digits.slice(0, digits.length - decimals),
    digits.slice(digits.length - decimals),
  ];
  return `${units < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

/** All of a line, in units of 10^-12. */
function unitsOf({ dimension, decimals, parts }: Given) {
  return parts.map((one) => ({
    ...one,
    dimension,
    units: one.units * 10n ** BigInt(PLACES - decimals),
  }));
}

const isIn = (day: number) => day >= 0 && day < LENGTH;
const isPrior = (day: number) => day < 0 && day >= -LENGTH;

function sumOf(parts: readonly Part[]) {
  const sum = (of: 'priced' | 'free' | 'unknown') => parts.reduce((all, one) => all + one[of], 0);
  const [priced, free, unknown] = [sum('priced'), sum('free'), sum('unknown')];
  const units = parts.reduce((all, one) => all + one.units, 0n);
  return [unknown > 0 && priced + free === 0 ? null : units, priced, free, unknown];
}

function told(figure: Figure | undefined) {
  const { value = '0', parts } = figure ?? {};
  return [value === null ? null : toUnits(value), parts?.priced, parts?.free, parts?.unknown];
}

function toUnits(value: string): bigint {
  expect(value).toMatch(/^-?\d+(\.\d*[1-9])?$/);
  const [whole = '', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(PLACES, '0'));
}

function daysOf(parts: readonly Part[]) {
  return Array.from({ length: LENGTH }, (_, at) => {
    const own = parts.filter(({ day }) => day === at);
    if (own.length === 0) return undefined;
    const [units, priced = 0, free = 0, unknown = 0] = sumOf(own) as [bigint | null, ...number[]];
    if (units === null) return { value: null, certainty: 'unknown' };
    const text = decimal(units, PLACES).replace(/0+$/, '').replace(/\.$/, '');
    const isExact = unknown === 0 || priced + free === 0;
    return { value: text, certainty: isExact ? 'exact' : 'at_least' };
  });
}
