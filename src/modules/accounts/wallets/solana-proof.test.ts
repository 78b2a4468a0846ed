import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readSolanaMessage, writeSolanaMessage } from './solana-proof.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const ADDRESS = 'vines1vzrYbzLMRdu58ou5XTby4qAqVRLmqo36NKPTg';
const CHAIN = 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1';
const EXPECTED = {
  origin: 'https://api.example.com',
  chainIds: [CHAIN],
  now: NOW,
  maxAgeMs: 600_000,
};
const seconds = (offset: number) => new Date(NOW.getTime() + offset * 1000);
const TERMS = {
  domain: 'api.example.com',
  address: ADDRESS,
  statement: 'I show that this wallet is mine.',
  uri: 'https://api.example.com',
  chainId: CHAIN,
  nonce: 'abcdef0123456789',
  issuedAt: NOW,
  expiresAt: seconds(600),
};

describe('a message for a wallet of Solana', () => {
  it('is read as it was written', () => {
    expect(readSolanaMessage(writeSolanaMessage(TERMS), EXPECTED)).toEqual({
      address: ADDRESS,
      nonce: TERMS.nonce,
      chainId: CHAIN,
      statement: TERMS.statement,
    });
  });

  it.each<[string, Partial<typeof TERMS>]>([
    ['wrong_domain', { domain: 'evil.example.com' }],
    ['wrong_uri', { uri: 'https://evil.example.com' }],
    ['wrong_chain', { chainId: '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp' }],
    ['expired', { expiresAt: NOW }],
    ['expired', { issuedAt: seconds(-1000) }],
    ['not_yet_valid', { issuedAt: seconds(600), expiresAt: seconds(900) }],
    ['malformed', { address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed' }],
    ['malformed', { nonce: 'abc' }],
    ['malformed', { statement: 'Two\nlines' }],
  ])('is refused as %s for %j', (reason, changes) => {
    expect(readSolanaMessage(writeSolanaMessage({ ...TERMS, ...changes }), EXPECTED)).toBe(reason);
  });

  it('is no other text, and none is an exception', () => {
    const written = writeSolanaMessage(TERMS);
    expect(readSolanaMessage(`${written}\nAnd more`, EXPECTED)).toBe('malformed');
    expect(readSolanaMessage(written.replace('Solana', 'Ethereum'), EXPECTED)).toBe('malformed');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readSolanaMessage(text, EXPECTED)).toBe('malformed');
      }),
    );
  });
});
