import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../common/crypto/index.js';
import { readCredential, type RequestHeaders } from './credential.js';

function read(headers: RequestHeaders): string {
  const credential = readCredential(headers);
  return credential instanceof Secret ? credential.reveal() : credential;
}

describe('the credential of a request', () => {
  it('is the bearer token, whatever the case of the scheme', () => {
    expect(read({ authorization: 'Bearer abc.def' })).toBe('abc.def');
    expect(read({ authorization: 'bearer  abc ' })).toBe('abc');
  });

  it('is the API key header', () => {
    expect(read({ 'x-api-key': 'coin_1' })).toBe('coin_1');
  });

  it('is absent when no header brings one', () => {
    expect(read({ cookie: 'session=1' })).toBe('none');
  });

  it.each<RequestHeaders>([
    { authorization: 'Basic YTpi' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer one two' },
    { authorization: '' },
    { 'x-api-key': '' },
    { 'x-api-key': ['one', 'two'] },
    { authorization: 'Bearer one', 'x-api-key': 'one' },
  ])('is unusable in %j', (headers) => {
    expect(read(headers)).toBe('unusable');
  });
});
