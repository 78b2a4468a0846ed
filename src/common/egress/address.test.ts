import { describe, expect, it } from '@jest/globals';
import { isPublicAddress } from './address.js';

describe('an address', () => {
  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '93.184.215.14',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:831::200e',
    '3ffe::1',
  ])('is public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(['', '0', '127.1', '10.0.0', 'localhost', '::1%lo', '[::1]', '1.1.1.1:80', '1.1.1.1.'])(
    'is not public unless written as resolvers write it: %j',
    (text) => {
      expect(isPublicAddress(text)).toBe(false);
    },
  );
});
