import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { exactDecimal } from './exact-decimal.js';

/** The value as a fraction of 10^-60, without floating point. */
function scaled(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(60, '0'));
}

const digits = (min: number, max: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max })
    .map((list) => list.join(''));

describe('a price', () => {
  it.each([
    ['0', '0'],
    ['0.0000000375', '0.0000000375'],
    ['0.00', '0'],
    ['007.50', '7.5'],
    ['2.7e-7', '0.00000027'],
    ['1E+3', '1000'],
    ['12.5e1', '125'],
    ['12.5e-1', '1.25'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [3, '3'],
  ])('told as %j is %s', (told, exact) => {
    expect(exactDecimal(told)).toBe(exact);
  });

  it.each([
    '-1',
    -1,
    '',
    ' 1',
    '1,5',
    '.5',
    '5.',
    'NaN',
    Number.NaN,
    Infinity,
    '1e99',
    '9'.repeat(13),
  ])('told as %j is not known', (told) => expect(exactDecimal(told)).toBeNull());

  it.each([null, undefined, true, {}, ['1']])('told as %j is not known', (told) => {
    expect(exactDecimal(told)).toBeNull();
  });

  it('keeps its value to the last digit', () => {
    fc.assert(
      fc.property(digits(1, 12), digits(1, 30), (whole, fraction) => {
        const exact = exactDecimal(`${whole}.${fraction}`);
        expect(scaled(exact ?? '')).toBe(scaled(`${whole}.${fraction}`));
      }),
    );
  });

  it('keeps its value however its point is moved', () => {
    fc.assert(
      fc.property(
        digits(1, 6),
        digits(1, 10),
        fc.integer({ min: -15, max: 6 }),
        (whole, rest, by) => {
          const exact = scaled(exactDecimal(`${whole}.${rest}e${by}`) ?? '');
          const plain = scaled(`${whole}.${rest}`);
          expect(by < 0 ? exact * 10n ** BigInt(-by) : exact).toBe(
            by < 0 ? plain : plain * 10n ** BigInt(by),
          );
        },
      ),
    );
  });

  it('has one form, which is read as itself', () => {
    fc.assert(
      fc.property(digits(1, 12), digits(1, 30), (whole, fraction) => {
        const exact = exactDecimal(`${whole}.${fraction}`);
        expect(exact).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(exactDecimal(exact)).toBe(exact);
      }),
    );
  });

  it('of any number a JSON answer can hold is that number or nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), (number) => {
        const exact = exactDecimal(number);
        if (exact !== null) expect(Number(exact)).toBe(number);
      }),
    );
  });
});
