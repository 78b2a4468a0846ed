import { describe, expect, it } from '@jest/globals';
import { readCookie, writeCookie } from './cookie-text.js';
import { isFromOwnPage } from './own-page.js';

const OWN = 'https://api.example.com';

describe('a page of this server', () => {
  it.each([
    ['POST', { 'sec-fetch-site': 'same-origin' }],
    ['GET', { 'sec-fetch-site': 'same-origin' }],
    ['GET', { 'sec-fetch-site': 'none' }],
    ['GET', {}],
    ['DELETE', { origin: OWN }],
  ])('sends %s with %j', (method, headers) => {
    expect(isFromOwnPage(method, headers, OWN)).toBe(true);
  });

  it.each([
    ['POST', { 'sec-fetch-site': 'same-site', origin: OWN }],
    ['POST', { 'sec-fetch-site': 'cross-site' }],
    ['POST', { 'sec-fetch-site': 'none' }],
    ['GET', { 'sec-fetch-site': 'same-site' }],
    ['GET', { 'sec-fetch-site': 'cross-site' }],
    ['PATCH', {}],
    ['PUT', { origin: 'null' }],
    ['POST', { origin: `${OWN}.evil.example` }],
    ['POST', { origin: 'https://api.example.com:8443' }],
    ['POST', { referer: `${OWN}/console` }],
  ])('does not send %s with %j', (method, headers) => {
    expect(isFromOwnPage(method, headers, OWN)).toBe(false);
  });
});

describe('a cookie', () => {
  it.each([
    ['a=1; b=2', 'b', '2'],
    ['b=2', 'b', '2'],
    ['xb=1; b=2=3', 'b', '2=3'],
    ['b=', 'b', undefined],
    ['xb=1', 'b', undefined],
    [undefined, 'b', undefined],
    [`b=${'1'.repeat(20_000)}`, 'b', undefined],
  ])('is read from %j', (header, name, value) => {
    expect(readCookie(header, name)).toBe(value);
  });

  it('is for no script, and not for other sites', () => {
    expect(writeCookie('a', '1', { path: '/', isSecure: true, maxAge: 5 })).toBe(
      'a=1; Path=/; Max-Age=5; HttpOnly; SameSite=Lax; Secure',
    );
    expect(writeCookie('a', '1', { path: '/x', isSecure: false })).toBe(
      'a=1; Path=/x; HttpOnly; SameSite=Lax',
    );
  });
});
