import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createSiweMessage } from 'viem/siwe';
import { readSiweMessage } from './siwe-proof.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const ADDRESS = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const EXPECTED = {
  origin: 'https://api.example.com',
  chainIds: [8453, 84_532],
  now: NOW,
  maxAgeMs: 600_000,
};

type Fields = Parameters<typeof createSiweMessage>[0];

function message(fields: Partial<Fields> = {}): string {
  return createSiweMessage({
    address: ADDRESS,
    chainId: 8453,
    domain: 'api.example.com',
    nonce: 'abcdef0123456789',
    uri: 'https://api.example.com',
    version: '1',
    issuedAt: NOW,
    ...fields,
  });
}

const seconds = (offset: number) => new Date(NOW.getTime() + offset * 1000);

describe('a message for this server', () => {
  it.each<[string, Partial<Fields>]>([
    ['with only the required fields', {}],
    ['with a statement', { statement: 'Sign in to Coinslot.' }],
    ['with a URI below the origin', { uri: 'https://api.example.com/docs' }],
    ['with its scheme', { scheme: 'https' }],
    ['on the other chain', { chainId: 84_532 }],
    ['that is valid for now', { notBefore: seconds(-1), expirationTime: seconds(1) }],
    ['with resources', { requestId: '7', resources: ['https://example.com/terms'] }],
    ['from a clock a little ahead', { issuedAt: seconds(60) }],
  ])('is read %s', (_name, fields) => {
    expect(readSiweMessage(message(fields), EXPECTED)).toEqual({
      address: ADDRESS,
      chainId: fields.chainId ?? 8453,
      nonce: 'abcdef0123456789',
      statement: fields.statement,
    });
  });

  it('may write the address in lower case and times without milliseconds', () => {
    const text = message().replace(ADDRESS, ADDRESS.toLowerCase()).replace('.000Z', 'Z');
    expect(readSiweMessage(text, EXPECTED)).toMatchObject({ address: ADDRESS });
  });
});

describe('a message is refused', () => {
  it.each<[string, Partial<Fields>]>([
    ['wrong_domain', { domain: 'evil.example.com' }],
    ['wrong_domain', { domain: 'api.example.com:8443' }],
    ['wrong_domain', { scheme: 'http' }],
    ['wrong_uri', { uri: 'https://evil.example.com' }],
    ['wrong_uri', { uri: 'http://api.example.com' }],
    ['wrong_uri', { uri: 'https://api.example.com.evil.example' }],
    ['wrong_chain', { chainId: 1 }],
    ['expired', { expirationTime: NOW }],
    ['expired', { issuedAt: seconds(-1000) }],
    ['not_yet_valid', { notBefore: seconds(1) }],
    ['not_yet_valid', { issuedAt: seconds(600) }],
  ])('as %s for %j', (reason, fields) => {
    expect(readSiweMessage(message(fields), EXPECTED)).toBe(reason);
  });

  it.each<[string, (text: string) => string]>([
    ['another version', (text) => text.replace('Version: 1', 'Version: 2')],
    ['no issue time', (text) => text.replace(/\nIssued At: .+/, '')],
    ['a time in words', (text) => text.replace(/Issued At: .+/, 'Issued At: yesterday')],
    ['a time that never was', (text) => `${text}\nExpiration Time: 2026-13-01T00:00:00Z`],
    ['a wrong checksum', (text) => text.replace('0x5aA', '0x5aa')],
    ['a short nonce', (text) => text.replace('abcdef0123456789', 'abc')],
    ['text before it', (text) => `Win a prize!\n${text}`],
    ['text behind it', (text) => `${text}\nAnd more`],
    ['text in the middle', (text) => text.replace('\nURI:', '\nHello\nthere\n\nURI:')],
    ['a field twice', (text) => text.replace('Version: 1', 'Version: 1\nVersion: 1')],
  ])('as malformed with %s', (_name, change) => {
    expect(readSiweMessage(change(message()), EXPECTED)).toBe('malformed');
  });

  it('as malformed, and never with an exception, when it is any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readSiweMessage(text, EXPECTED)).toBe('malformed');
      }),
    );
  });
});
