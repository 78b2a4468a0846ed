import { describe, expect, it } from '@jest/globals';
import { didDocument, didKey, didWeb } from './did-web.js';
import { receiptKeys } from './receipt-keys.js';

describe('the name of a server (did:web)', () => {
  it.each([
    ['https://api.example.com', 'did:web:api.example.com'],
    ['http://127.0.0.1:3000', 'did:web:127.0.0.1%3A3000'],
    ['https://MÜNZEN.example', 'did:web:xn--mnzen-kva.example'],
    ['https://[::1]:8443', 'did:web:%5B%3A%3A1%5D%3A8443'],
  ])('of %s is %s', (origin, did) => {
    expect(didWeb(origin)).toBe(did);
  });
});

describe('the document of a server', () => {
  it('has the present key and those of before, and nothing secret', () => {
    const seeds = new Map(['r2', 'r1'].map((kid, n) => [kid, Buffer.alloc(32, n + 1)]));
    const { jwks } = receiptKeys(seeds);
    const did = didWeb('https://api.example.com');
    const document = didDocument(did, jwks);
    const ids = [didKey(did, 'r2'), didKey(did, 'r1')];
    expect(document.verificationMethod.map(({ id }) => id)).toEqual(ids);
    expect(document.assertionMethod).toEqual(ids);
    expect(JSON.stringify(document)).not.toContain('"d"');
  });
});
