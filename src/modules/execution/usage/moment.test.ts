import { describe, expect, it } from '@jest/globals';
import { isMoment, readSpan } from './moment.js';

describe('a moment', () => {
  it.each([
    '2026-11-21',
    '2028-02-29',
    '2026-11-21T10:00Z',
    '2026-11-21T10:00:00.123Z',
    '2026-11-21T10:00:00+02:00',
  ])('is %s', (text) => expect(isMoment(text)).toBe(true));

  it.each([
    '',
    'yesterday',
    '2026',
    '2026-11',
    '2026-02-30',
    '2026-02-30T10:00Z',
    '2026-11-21T25:00Z',
    '2026-11-21T10:00',
    '2026-11-21 10:00Z',
    '+012026-11-21',
    '1795255200',
    '2026-11-21Z',
    undefined,
    ['2026-11-21'],
  ])('is not %j', (text) => expect(isMoment(text)).toBe(false));
});

describe('a span', () => {
  it('may be open at both ends', () => {
    expect(readSpan({})).toEqual({ from: undefined, to: undefined });
  });

  it('ends after it begins', () => {
    const from = '2026-11-21';
    expect(readSpan({ from, to: '2026-11-21T00:00:01Z' })).toHaveProperty('from');
    expect(readSpan({ from, to: from })).toMatchObject({ field: 'to' });
    expect(readSpan({ from, to: '2026-11-21T01:00:00+02:00' })).toMatchObject({ field: 'to' });
  });
});
