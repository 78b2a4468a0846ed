import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { freeSlug, isReserved, isSlug, toSlug } from './slug.js';

describe('a slug', () => {
  it.each(['a', 'haiku', 'haiku-2', '3d-models', 'a'.repeat(60)])('may be %s', (text) => {
    expect(isSlug(text)).toBe(true);
  });

  it.each(['', '-a', 'a-', 'a--b', 'Haiku', 'a_b', 'a b', 'é', 'a\n', 'a'.repeat(61)])(
    'may not be %j',
    (text) => {
      expect(isSlug(text)).toBe(false);
    },
  );

  it.each([
    ['Haiku Writer!', 'haiku-writer'],
    ['  Café  crème ', 'cafe-creme'],
    ['a--b', 'a-b'],
    ['日本', undefined],
  ])('is made of %j', (text, slug) => {
    expect(toSlug(text)).toBe(slug);
  });

  it('that is suggested can be used', () => {
    const suggestions = fc.string({ unit: fc.constantFrom('a', '9', '-', ' ', 'É', 'ß') });
    fc.assert(
      fc.property(suggestions, fc.nat(120), (text, count) => {
        const wanted = toSlug(text);
        if (wanted === undefined) return;
        const taken = new Set<string>();
        for (let used = 0; used < count; used += 1) taken.add(freeSlug(wanted, taken));
        const free = freeSlug(wanted, taken);
        expect(taken.size).toBe(count);
        expect(taken.has(free)).toBe(false);
        expect(isSlug(free)).toBe(true);
      }),
    );
  });

  it('is reserved where something else stands under the address of a creator, and there alone', async () => {
    // Whatever does not stand under /api/v1 is named there.
    const routes = await readFile('src/app.ts', 'utf8');
    const beside = [...routes.matchAll(/'@:username\/([^:'/][^'/]*)/g)].map(
      ([, name = '']) => name,
    );
    expect(beside.toSorted()).toEqual(['mcp', 'openapi.json', 'v1']);
    expect(beside.filter((name) => isSlug(name) !== isReserved(name))).toEqual([]);
  });

  it('is suggested beside reserved ones', () => {
    expect(freeSlug('mcp', new Set())).toBe('mcp-2');
    expect(freeSlug('v1', new Set(['v1-2']))).toBe('v1-3');
  });

  it('is suggested within its length, however long the wish', () => {
    const wanted = 'a'.repeat(60);
    expect(freeSlug(wanted, new Set([wanted]))).toBe(`${'a'.repeat(58)}-2`);
  });
});
