import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { formatNanoUsd, formatUsd, formatUsdc, parseUsdc } from './usdc.js';

describe('USDC amounts', () => {
  it('survive being written and read again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (atomic) => {
        expect(parseUsdc(formatUsdc(atomic))).toBe(atomic);
      }),
    );
  });

  it.each([
    ['0.05', 50_000n],
    ['1', 1_000_000n],
    ['0.000001', 1n],
    ['12.5', 12_500_000n],
  ])('read %s as %s atomic units', (text, atomic) => {
    expect(parseUsdc(text)).toBe(atomic);
  });

  it.each(['', '-1', '+1', '1e3', '0x10', ' 1', '1 ', '01', '.5', '1.', '0.0000001', '1,5', 'NaN'])(
    'refuse %j',
    (text) => {
      expect(parseUsdc(text)).toBeUndefined();
    },
  );

  it('are written with at least two decimals and no needless zeros', () => {
    expect(formatUsdc(50_000n)).toBe('0.05');
    expect(formatUsdc(1_000_000n)).toBe('1.00');
    expect(formatUsdc(-1n)).toBe('-0.000001');
    expect(formatNanoUsd(1_250n)).toBe('0.00000125');
    expect(['0', '40', '1000.0', '-0.50', '61.23456789010'].map(formatUsd)).toEqual([
      '0.00',
      '40.00',
      '1000.00',
      '-0.50',
      '61.2345678901',
    ]);
  });
});
