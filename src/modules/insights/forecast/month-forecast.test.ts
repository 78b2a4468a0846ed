import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, daysBetween, monthOf } from '../series/period.js';
import { total } from './expected-days.js';
import { forecastMonth, MIN_DAYS } from './month-forecast.js';

const FROM = '2025-09-10';
const amount = fc.bigInt({ min: 0n, max: 10n ** 21n });
const history = fc.array(amount, { minLength: MIN_DAYS, maxLength: 370 });
const forecastOf = (amounts: readonly bigint[], begun = 0n, from = FROM) => {
  const day = addDays(from, amounts.length);
  return { day, ...forecastMonth({ days: { from, amounts }, day, month: monthOf(day), begun }) };
};

describe('a forecast', () => {
  it('is none while fewer than two weeks are known', () => {
    expect(forecastOf(Array<bigint>(MIN_DAYS - 1).fill(7n))).toMatchObject({
      forecast: undefined,
      errors: { months: 0, medianError: null },
    });
  });

  it('lies within its range, which is never below what is known', () => {
    fc.assert(
      fc.property(history, amount, (amounts, begun) => {
        const { day, forecast } = forecastOf(amounts, begun);
        const passed = Math.min(amounts.length, daysBetween(monthOf(day).from, day));
        const known = total(passed === 0 ? [] : amounts.slice(-passed)) + begun;
        const { low = -1n, high = -1n, forecast: middle = -1n } = forecast ?? {};
        expect(low >= known && low <= middle && middle <= high).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is what every day comes to, where every day is the same', () => {
    const { forecast, errors } = forecastOf(Array<bigint>(300).fill(7_000_000n));
    const month = monthOf(addDays(FROM, 300));
    const truth = 7_000_000n * BigInt(daysBetween(month.from, month.to));
    const { forecast: told = 0n, low = 0n, high = 0n } = forecast ?? {};
    expect(Number(truth - told)).toBeLessThan(200);
    expect(Number(high - low)).toBeLessThan(400);
    expect(errors).toEqual({ months: 8, medianError: 0n });
  });

  it('says of months that were not measured that its range is assumed, and makes it wide', () => {
    const { forecast } = forecastOf(Array<bigint>(60).fill(100n));
    expect(forecast?.range).toBe('assumed');
    const { forecast: told = 0n, low = 0n, high = 0n } = forecast ?? {};
    expect(high - told).toBe(told - low);
    expect(low).toBe(800n);
  });

  it('takes a day that has begun for at least what is known of it', () => {
    const amounts = Array<bigint>(300).fill(100n);
    const quiet = forecastOf(amounts, 40n).forecast?.forecast ?? 0n;
    expect(quiet).toBe(forecastOf(amounts).forecast?.forecast);
    const busy = forecastOf(amounts, 1_000_000n).forecast?.forecast ?? 0n;
    expect(Number(busy - quiet - 999_900n)).toBeLessThan(2);
    expect(Number(busy - quiet - 999_900n)).toBeGreaterThan(-2);
  });

  it('follows amounts below zero, such as days of refunds', () => {
    const amounts = Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? 100n : -300n));
    expect(forecastOf(amounts).forecast?.forecast).toBeLessThan(0n);
  });

  it('does not change with the unit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 10n ** 9n, max: 10n ** 12n }), { minLength: 60, maxLength: 120 }),
        (amounts) => {
          const [one, million] = [1n, 1_000_000n].map((unit) =>
            forecastOf(amounts.map((each) => each * unit)),
          );
          const told = one?.forecast?.forecast ?? 0n;
          const scaled = (million?.forecast?.forecast ?? 0n) / 1_000_000n;
          const difference = told > scaled ? told - scaled : scaled - told;
          expect(difference * 10_000n <= told).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('measures a month of the shorter kind at its last day', () => {
    const from = '2025-12-01';
    const { errors } = forecastOf(
      Array<bigint>(daysBetween(from, '2026-03-31')).fill(5n),
      0n,
      from,
    );
    expect(errors.months).toBe(3);
  });

  it('takes the days between what is known and the month as it takes those of the month', () => {
    const amounts = Array<bigint>(daysBetween('2025-09-10', '2026-05-29')).fill(100n);
    const moment = { days: { from: FROM, amounts }, begun: 0n, month: monthOf('2026-06-02') };
    const { forecast, errors } = forecastMonth({ ...moment, day: '2026-05-29' });
    expect(Number(3_000n - (forecast?.forecast ?? 0n))).toBeLessThan(35);
    expect([forecast?.range, errors.months]).toEqual(['measured', 7]);
  });
});
