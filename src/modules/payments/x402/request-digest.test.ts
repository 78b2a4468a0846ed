import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { requestDigest } from './request-digest.js';

const hex = (subject: string, input: unknown) => requestDigest(subject, input).toString('hex');

describe('the digest of a request', () => {
  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (input) => {
        const reversed = Object.fromEntries(Object.entries(input).toReversed());
        expect(hex('a', reversed)).toBe(hex('a', input));
      }),
    );
  });

  it('differs for another thing, another value and another order of a list', () => {
    expect(hex('a', { x: 1 })).not.toBe(hex('b', { x: 1 }));
    expect(hex('a', { x: 1 })).not.toBe(hex('a', { x: '1' }));
    expect(hex('a', [1, 2])).not.toBe(hex('a', [2, 1]));
    expect(hex('a', {})).not.toBe(hex('a', null));
  });
});
