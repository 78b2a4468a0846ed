import { describe, expect, it } from '@jest/globals';
import { partByDays } from './whole-days.js';

const at = (text: string) => new Date(`2026-05-${text}Z`);
const short = (text: string) => text.replace('2026-05-', '').replace(':00.000Z', '');
const told = (from: string | null, to: string | null) => {
  const parts = partByDays({
    from: from === null ? null : at(from),
    to: to === null ? null : at(to),
  });
  return [parts.from, parts.first, parts.last, parts.to].map(short);
};

describe('a period', () => {
  it.each([
    ['of all time is whole days', null, null, ['-infinity', '-infinity', 'infinity', 'infinity']],
    [
      'from a midnight to a midnight too',
      '03T00:00',
      '05T00:00',
      ['03T00:00', '03T00:00', '05T00:00', '05T00:00'],
    ],
    [
      'has parts of days at its ends',
      '03T10:00',
      '05T15:00',
      ['03T10:00', '04T00:00', '05T00:00', '05T15:00'],
    ],
    [
      'has one at an end that is given',
      '03T10:00',
      null,
      ['03T10:00', '04T00:00', 'infinity', 'infinity'],
    ],
    ['has one at the other', null, '05T15:00', ['-infinity', '-infinity', '05T00:00', '05T15:00']],
    [
      'within a day has none',
      '03T10:00',
      '03T15:00',
      ['03T10:00', '03T15:00', '03T15:00', '03T15:00'],
    ],
    [
      'over one midnight has none',
      '03T10:00',
      '04T15:00',
      ['03T10:00', '04T15:00', '04T15:00', '04T15:00'],
    ],
    [
      'of no time has none',
      '03T10:00',
      '03T10:00',
      ['03T10:00', '03T10:00', '03T10:00', '03T10:00'],
    ],
  ])('%s', (_what, from, to, parts) => {
    expect(told(from, to)).toEqual(parts);
  });
});
