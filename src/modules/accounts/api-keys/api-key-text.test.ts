import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Secret } from '../../../common/crypto/index.js';
import { formatApiKey, looksLikeApiKey, parseApiKey } from './api-key-text.js';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('an API key', () => {
  it('gives back the prefix and the secret it was made of', () => {
    fc.assert(
      fc.property(bytes(8), bytes(32), (prefixBytes, secretBytes) => {
        const prefix = Buffer.from(prefixBytes).toString('hex');
        const secret = Buffer.from(secretBytes).toString('base64url');
        const key = formatApiKey({ prefix, secret: new Secret(secret) });
        const parsed = parseApiKey(key);
        expect(looksLikeApiKey(key)).toBe(true);
        expect(parsed?.prefix).toBe(prefix);
        expect(parsed?.secret.reveal()).toBe(secret);
      }),
    );
  });

  it('does not show its secret when printed', () => {
    const key = formatApiKey({ prefix: '0123456789abcdef', secret: new Secret('s'.repeat(43)) });
    expect(`${key} ${JSON.stringify({ key })}`).not.toContain('sss');
  });

  it.each([
    'coin_',
    'coin_0123456789abcdef',
    `coin_0123456789ABCDEF_${'s'.repeat(43)}`,
    `coin_0123456789abcdef_${'s'.repeat(42)}`,
    `coin_0123456789abcdef_${'s'.repeat(44)}`,
    `coin_0123456789abcdef_${'s'.repeat(43)}\n`,
    `xcoin_0123456789abcdef_${'s'.repeat(43)}`,
  ])('is not %j', (text) => {
    expect(parseApiKey(new Secret(text))).toBeUndefined();
  });
});
