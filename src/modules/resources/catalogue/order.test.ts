import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodePosition, encodePosition, SORTS } from './order.js';

const ID = '8f14e45f-ceea-467f-a1d6-6d8f7b0a3c11';
const POSITIONS = [
  { sort: 'latest', matching: 'words', key: '2026-03-01T12:00:00.000Z', id: ID },
  { sort: 'price', matching: 'words', key: '50000', id: ID },
  { sort: 'price_desc', matching: 'similar', key: '50000', id: ID },
  { sort: 'popular', matching: 'words', key: '0', id: ID },
  { sort: 'relevance', matching: 'similar', key: '607927', id: ID },
] as const;

describe('a position in the catalogue', () => {
  it.each(POSITIONS)('survives its way through a cursor: $sort', (position) => {
    expect(decodePosition(encodePosition(position), position.sort)).toEqual(position);
  });

  it('counts only for the sort it was made for', () => {
    for (const position of POSITIONS) {
      for (const sort of SORTS.filter((one) => one !== position.sort)) {
        expect(decodePosition(encodePosition(position), sort)).toBeUndefined();
      }
    }
  });

  it.each([
    { sort: 'latest', matching: 'words', key: '2026-13-45T99:00:00.000Z', id: ID },
    { sort: 'price', matching: 'words', key: '1; DROP TABLE users', id: ID },
    { sort: 'price', matching: 'words', key: '9'.repeat(30), id: ID },
    { sort: 'price', matching: 'words', key: '1', id: '-'.repeat(36) },
    { sort: 'price', matching: 'guesses' as 'words', key: '1', id: ID },
  ] as const)('is refused when it would not mean anything: $key $id', (position) => {
    expect(decodePosition(encodePosition(position), position.sort)).toBeUndefined();
  });

  it('is refused without an error when it is any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (text) => {
        expect(decodePosition(text, 'latest')).toBeUndefined();
        const wrapped = Buffer.from(text).toString('base64url');
        expect(decodePosition(wrapped, 'latest')).toBeUndefined();
      }),
    );
  });
});
