import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isReturnPath, returnUrl } from './return-path.js';

const HOME = 'https://api.example.com';
/** What browsers and proxies have been made to read as another host. */
const PIECES = [
  '/',
  '\\',
  '//',
  '%2f',
  '%5c',
  '%09',
  '\t',
  '\n',
  '.',
  '..',
  '@',
  ':',
  '?',
  '#',
  ';',
].concat([
  'evil.com',
  'https:',
  'javascript:',
  'a',
  '&',
  '=',
  '%',
  ' ',
  '\u0000',
  '／',
  '。',
  '[::1]',
]);

describe('the path that a user comes back to', () => {
  it.each(['/', '/shop', '/shop/settings/', '/shop?tab=2', '/a?next=/b', '/a.b/c~d'])(
    'can be %s',
    (path) => expect(isReturnPath(path)).toBe(true),
  );

  it.each([
    '',
    'shop',
    '//evil.com',
    '/\\evil.com',
    '\\\\evil.com',
    '/%2fevil.com',
    '/%5cevil.com',
    '/a/..//evil.com',
    '/./evil.com',
    '/..',
    '/..?x',
    '/a/../../b',
    '/\tevil',
    '/a\n',
    '/a#x',
    '/@evil.com',
    'https://evil.com',
    'javascript:alert(1)',
    `/${'a'.repeat(500)}`,
    7,
    null,
    ['/a'],
  ])('cannot be %j', (path) => expect(isReturnPath(path)).toBe(false));

  it('never leads to another host, whatever it is made of', () => {
    const texts = fc
      .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })), { maxLength: 8 })
      .map((pieces) => `/${pieces.join('')}`);
    const counts = { accepted: 0 };
    fc.assert(
      fc.property(texts, (text) => {
        if (!isReturnPath(text)) return;
        counts.accepted += 1;
        for (const read of [text, decodeURI(text.split('?')[0] ?? '')]) {
          const url = new URL(read, HOME);
          expect(url.origin).toBe(HOME);
          expect(url.pathname.startsWith('//')).toBe(false);
        }
        const url = new URL(returnUrl(HOME, text, { connected: 'acme' }));
        expect([url.origin, url.searchParams.get('connected')]).toEqual([HOME, 'acme']);
      }),
      { numRuns: 5_000 },
    );
    expect(counts.accepted).toBeGreaterThan(10);
  });
});
