import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { contentView, inPieces, namesContent } from './content.js';

async function* arriving(chunks: readonly Uint8Array[]) {
  yield* chunks;
}

async function* broken() {
  yield Buffer.alloc(10);
  throw new Error('broken');
}

describe('bytes in pieces', () => {
  it('are the same bytes however they arrive, and every piece but the last is full', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 30 }), async (arrived, size) => {
        const pieces: Buffer[] = [];
        for await (const piece of inPieces(arriving(arrived), size)) pieces.push(piece);
        expect(Buffer.concat(pieces)).toEqual(Buffer.concat(arrived));
        expect(pieces.slice(0, -1).filter(({ length }) => length !== size)).toEqual([]);
        expect(pieces.filter(({ length }) => length === 0 || length > size)).toEqual([]);
      }),
    );
  });

  it('break off where their source does', async () => {
    const pieces = inPieces(broken(), 4);
    expect((await pieces.next()).value).toHaveLength(4);
    expect((await pieces.next()).value).toHaveLength(4);
    await expect(pieces.next()).rejects.toThrow('broken');
  });
});

describe('a content as it is shown', () => {
  const head = { mimeType: 'text/plain', filename: null };

  it('tells its size whether or not its bytes come along', () => {
    const small = contentView({ ...head, base64: 'YWJj' }, null);
    expect(small).toMatchObject({ length: 3, base64: 'YWJj', url: null });
    const large = contentView({ ...head, key: 'secret', length: 70_000 }, 'https://a.example/c');
    expect(large).toMatchObject({ length: 70_000, base64: null, url: 'https://a.example/c' });
    expect(JSON.stringify(large)).not.toContain('secret');
  });

  it.each([
    [null, false],
    [{}, false],
    [{ content: { base64: '' } }, false],
    [{ content: { key: 'other', length: 1 } }, false],
    [{ content: { key: 'this', length: 1 } }, true],
  ])('is named by the result %j: %j', (result, isNamed) => {
    expect(namesContent(result, 'this')).toBe(isNamed);
  });
});
