import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { getAddress } from 'viem';
import { readEvmAddress } from './evm-address.js';

const ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`)
  .filter((text) => BigInt(text) !== 0n);

describe('EVM addresses', () => {
  it('in lower case and with their checksum mean the same account', () => {
    fc.assert(
      fc.property(address, (text) => {
        expect(readEvmAddress(text)).toBe(getAddress(text));
        expect(readEvmAddress(getAddress(text))).toBe(getAddress(text));
      }),
    );
  });

  it('with one letter in the wrong case are refused', () => {
    expect(readEvmAddress(ADDRESS)).toBe(ADDRESS);
    expect(readEvmAddress(ADDRESS.replace('A', 'a'))).toBeUndefined();
  });

  it.each([
    '',
    '0x',
    ADDRESS.slice(2),
    ADDRESS.slice(0, -1),
    `${ADDRESS}0`,
    ` ${ADDRESS}`,
    `0x${'0'.repeat(40)}`,
    `0x${'g'.repeat(40)}`,
    'vitalik.eth',
  ])('refuse %j', (text) => {
    expect(readEvmAddress(text)).toBeUndefined();
  });
});
