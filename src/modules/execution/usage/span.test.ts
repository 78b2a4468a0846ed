import { describe, expect, it } from '@jest/globals';
import { readSpan } from './span.js';

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
