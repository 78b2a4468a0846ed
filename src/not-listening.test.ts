import { describe, expect, it } from '@jest/globals';
import { notListening } from './not-listening.js';

describe('a server that cannot listen', () => {
  it.each([
    ['EACCES', 'PORT: this user may not listen on 80'],
    ['EADDRNOTAVAIL', 'HOST: this machine has no address 192.0.2.1'],
    ['ENOTFOUND', 'HOST: nobody knows the address of 192.0.2.1'],
  ])('says why: %s', (code, says) => {
    const error = Object.assign(new Error('planted'), { code });
    const told = notListening(error, { HOST: '192.0.2.1', PORT: 80 });
    expect(told).toMatchObject({ name: 'ConfigError', message: expect.stringContaining(says) });
  });

  it('says of any other failure what it is', () => {
    const error = new Error('planted');
    expect(notListening(error, { HOST: '127.0.0.1', PORT: 80 })).toBe(error);
  });
});
