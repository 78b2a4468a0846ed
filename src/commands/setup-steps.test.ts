import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isPartOf } from './setup-steps.js';

describe('what a file wants of a resource', () => {
  it('is there if all of it is shown, whatever else is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (wanted, more) => {
        expect(isPartOf(wanted, { more, ...wanted })).toBe(true);
      }),
    );
  });

  it.each([
    [{ price: '0.05' }, { price: '0.07' }],
    [{ config: { headers: { key: 'secret' } } }, { config: { headers: { key: null } } }],
    [{ tags: ['a'] }, { tags: ['a', 'b'] }],
    [{ tags: [] }, { tags: {} }],
    [{ limits: { perDay: 5 } }, {}],
    [{ toString: {} }, {}],
  ])('is not there: %j in %j', (wanted, shown) => expect(isPartOf(wanted, shown)).toBe(false));
});
