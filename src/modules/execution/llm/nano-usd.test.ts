import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { formatNanoUsd } from '../../../common/money/index.js';
import { nanoUsd } from './nano-usd.js';

describe('dollars as nano-USD', () => {
  it.each([
    ['0', 0n],
    ['1', 1_000_000_000n],
    ['0.000000001', 1n],
    ['0.0000000001', 1n],
    ['2.5000000000000001', 2_500_000_001n],
    [0.1, 100_000_000n],
    [0.95, 950_000_000n],
    [1e-7, 100n],
    [1.5e-10, 1n],
    [10_000, 10n ** 13n],
    ['0.'.padEnd(300, '1'), 111_111_112n],
  ])('read %s as %s', (dollars, nano) => {
    expect(nanoUsd(dollars)).toBe(nano);
  });

  it.each([
    '',
    '-1',
    '+1',
    '.5',
    '1,5',
    'free',
    ' 1',
    '1e9999',
    '10000.0000000001',
    1e21,
    1e300,
    NaN,
    Infinity,
    -0.5,
  ])('refuse %j', (dollars) => {
    expect(nanoUsd(dollars)).toBeUndefined();
  });

  it('are exact up to nine decimals', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 13n }), (nano) => {
        expect(nanoUsd(formatNanoUsd(nano))).toBe(nano);
      }),
    );
  });

  it('are never less than the number, and less than one nano more', () => {
    const amounts = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.bigInt(0n, 999_999n));
    fc.assert(
      fc.property(amounts, ([nano, millionths]) => {
        const text = formatNanoUsd(nano);
        const [whole, fraction = ''] = text.split('.');
        const finer = `${whole}.${fraction.padEnd(9, '0')}${String(millionths).padStart(6, '0')}`;
        expect(nanoUsd(finer)).toBe(millionths === 0n ? nano : nano + 1n);
      }),
    );
  });
});
