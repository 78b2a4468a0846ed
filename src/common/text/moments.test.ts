import { describe, expect, it } from '@jest/globals';
import { isMoment } from './moments.js';

describe('a moment', () => {
  it.each([
    '1970-01-01',
    '2026-11-21',
    '2028-02-29',
    '2026-11-21T10:00Z',
    '2026-11-21T10:00:00.123Z',
    '2026-11-21T10:00:00+02:00',
    '9999-12-31T23:59:59Z',
  ])('is %s', (text) => expect(isMoment(text)).toBe(true));

  it.each([
    '',
    'yesterday',
    '2026',
    '2026-11',
    '0000-01-01',
    '0000-01-01T00:00:00Z',
    '1969-12-31',
    '2026-02-30',
    '2026-02-30T10:00Z',
    '2026-11-21T25:00Z',
    '2026-11-21T10:00',
    '2026-11-21 10:00Z',
    '+012026-11-21',
    '-271821-04-20T00:00:00Z',
    '1795255200',
    '2026-11-21Z',
    '2026-11-21\0',
    undefined,
    ['2026-11-21'],
  ])('is not %j', (text) => expect(isMoment(text)).toBe(false));
});
