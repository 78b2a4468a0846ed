import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  addDays,
  dayIn,
  daysBetween,
  isDay,
  isZone,
  MAX_DAYS,
  monthOf,
  priorOf,
  readPeriod,
} from './period.js';

const day = fc
  .date({ min: new Date('2001-01-01'), max: new Date('2198-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('a day', () => {
  it.each(['2000-01-01', '2028-02-29', '2199-12-31'])('is %s', (text) =>
    expect(isDay(text)).toBe(true),
  );

  it.each(['', '2026-02-29', '2026-13-01', '2026-11-31', '1999-12-31', '2200-01-01', '2026-1-1'])(
    'is not %j',
    (text) => expect(isDay(text)).toBe(false),
  );

  it.each(['2026-11-28T00:00Z', ' 2026-11-28', '2026-11-28\n', '+002026-11-28', '2026-11-28;'])(
    'is not %j',
    (text) => expect(isDay(text)).toBe(false),
  );

  it('is counted by the calendar, over leap years and the turn of the year', () => {
    expect(addDays('2027-12-31', 1)).toBe('2028-01-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(daysBetween('2028-01-01', '2029-01-01')).toBe(366);
    fc.assert(
      fc.property(day, fc.integer({ min: -400, max: 400 }), (from, days) => {
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });

  it('is that of a zone, whichever it is elsewhere', () => {
    const late = new Date('2026-12-31T23:30:00Z');
    expect(dayIn('UTC', late)).toBe('2026-12-31');
    expect(dayIn('Europe/Berlin', late)).toBe('2027-01-01');
    expect(dayIn('Pacific/Kiritimati', new Date('2026-12-31T10:00:00Z'))).toBe('2027-01-01');
    expect(dayIn('Pacific/Pago_Pago', new Date('2027-01-01T10:59:00Z'))).toBe('2026-12-31');
  });

  it('ends at midnight of its zone where clocks are set forward or back', () => {
    expect(dayIn('Europe/Berlin', new Date('2026-03-28T22:59:00Z'))).toBe('2026-03-28');
    expect(dayIn('Europe/Berlin', new Date('2026-03-28T23:00:00Z'))).toBe('2026-03-29');
    expect(dayIn('Europe/Berlin', new Date('2026-03-29T21:59:00Z'))).toBe('2026-03-29');
    expect(dayIn('Europe/Berlin', new Date('2026-03-29T22:00:00Z'))).toBe('2026-03-30');
    expect(dayIn('America/New_York', new Date('2026-11-02T04:59:00Z'))).toBe('2026-11-01');
    expect(dayIn('America/New_York', new Date('2026-11-02T05:00:00Z'))).toBe('2026-11-02');
  });

  it('belongs to a month', () => {
    expect(monthOf('2026-12-31')).toEqual({ from: '2026-12-01', to: '2027-01-01' });
    expect(monthOf('2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-03-01' });
  });
});

describe('a zone', () => {
  it.each([
    'UTC',
    'Europe/Berlin',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+5',
    'Asia/Kathmandu',
  ])('is %s', (text) => expect(isZone(text)).toBe(true));

  it.each([
    ['a word that the database takes for an abbreviation without summer time', 'CET'],
    ['a word that is India here and Israel in the database', 'IST'],
    ['an offset, which the database reads the other way round', '+02:00'],
    ['a rule of POSIX', 'ABC-5DEF'],
    ['a path', '../../etc/passwd'],
    ['a path within', 'Europe/../Europe/Berlin'],
    ['a zone of a file system', 'posix/Europe/Berlin'],
    ['nothing', ''],
    ['a text without an end', `Europe/${'a'.repeat(100_000)}`],
    ['a statement', "UTC'; DROP TABLE users; --"],
    ['NUL', 'Europe/Berlin\0'],
    ['a line', 'Europe/Berlin\n'],
    ['another alphabet', 'Еurope/Berlin'],
    ['what objects have', 'constructor'],
  ])('is not %s', (_, text) => expect(isZone(text)).toBe(false));
});

describe('the period of a query', () => {
  const now = new Date('2026-11-28T23:30:00Z');

  it('is the last thirty days, and today’s day in the zone is the last', () => {
    expect(readPeriod({}, 'UTC', now)).toEqual({ from: '2026-10-30', to: '2026-11-29', tz: 'UTC' });
    const tz = 'Europe/Berlin';
    expect(readPeriod({}, tz, now)).toEqual({ from: '2026-10-31', to: '2026-11-30', tz });
  });

  it('can be of one end, or both', () => {
    const tz = 'UTC';
    expect(readPeriod({ from: '2026-11-27' }, tz, now)).toMatchObject({ to: '2026-11-29' });
    expect(readPeriod({ to: '2026-02-01' }, tz, now)).toMatchObject({ from: '2026-01-02' });
  });

  it('is a year at most, with its 29th of February', () => {
    const year = { from: '2028-01-01', to: '2029-01-01' };
    expect(readPeriod(year, 'UTC', now)).toEqual({ ...year, tz: 'UTC' });
    const longer = { ...year, to: addDays(year.to, 1) };
    expect(readPeriod(longer, 'UTC', now)).toMatchObject({ field: 'from' });
    expect(MAX_DAYS).toBe(366);
  });

  it('is refused when it ends before it begins, or is empty', () => {
    const from = '2026-11-10';
    expect(readPeriod({ from, to: from }, 'UTC', now)).toMatchObject({ field: 'to' });
    expect(readPeriod({ from, to: '2026-11-09' }, 'UTC', now)).toMatchObject({ field: 'to' });
    expect(readPeriod({ from: '2027-01-01' }, 'UTC', now)).toMatchObject({ field: 'to' });
  });

  it('is compared with as many days just before', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: MAX_DAYS }), (from, days) => {
        const period = { from, to: addDays(from, days), tz: 'UTC' };
        const prior = priorOf(period);
        expect(prior.to).toBe(from);
        expect(daysBetween(prior.from, prior.to)).toBe(days);
      }),
    );
  });
});
