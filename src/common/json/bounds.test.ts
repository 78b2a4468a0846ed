import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { exceededBound, type JsonBounds, REQUEST_BOUNDS } from './bounds.js';
import { parseJson } from './parse-json.js';

const ANY: JsonBounds = { depth: 1e3, members: 1e6, entries: 1e6, values: 1e6, name: 1e6 };

/** The same measures, taken from the value itself. */
function measure(value: unknown, depth = 0): JsonBounds {
  const none = { depth, members: 0, entries: 0, values: 1, name: 0 };
  if (typeof value !== 'object' || value === null) return none;
  const inner = Object.values(value).map((one) => measure(one, depth + 1));
  const most = (bound: keyof JsonBounds) => Math.max(0, ...inner.map((one) => one[bound]));
  const isArray = Array.isArray(value);
  const names = isArray ? [] : Object.keys(value);
  return {
    depth: Math.max(depth + 1, most('depth')),
    members: Math.max(isArray ? 0 : names.length, most('members')),
    entries: Math.max(isArray ? value.length : 0, most('entries')),
    values: inner.reduce((sum, { values }) => sum + values, 1),
    name: Math.max(0, most('name'), ...names.map((name) => JSON.stringify(name).length - 2)),
  };
}

const json = fc.jsonValue({ maxDepth: 6 });
const BOUNDS = Object.keys(ANY) as (keyof JsonBounds)[];

describe('the bounds of JSON', () => {
  it.each(BOUNDS)('let through what has as much %s as they allow, and no more', (bound) => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        const size = measure(value)[bound];
        expect(exceededBound(text, { ...ANY, [bound]: size })).toBeUndefined();
        const least = bound === 'values' ? 1 : 0;
        if (size > least) expect(exceededBound(text, { ...ANY, [bound]: size - 1 })).toBe(bound);
      }),
    );
  });

  it('never fail, and never refuse a text for being none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ a1é') }), (text) => {
        expect(exceededBound(text, ANY)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['depth', '['.repeat(1_048_576)],
    ['members', `{${'"a":1,'.repeat(140_000)}"a":1}`],
    ['entries', `[${'0,'.repeat(500_000)}0]`],
    ['values', `[${`[${'0,'.repeat(500)}0],`.repeat(500)}0]`],
    ['name', `{"${'n'.repeat(1_000_000)}":1}`],
  ] as const)('refuse too much %s, without making anything of the text', (bound, text) => {
    expect(exceededBound(text, REQUEST_BOUNDS)).toBe(bound);
    expect(parseJson(text, REQUEST_BOUNDS)).toBeUndefined();
  });

  it('count no duplicate name as one', () => {
    expect(exceededBound('{"a":1,"a":2}', { ...ANY, members: 1 })).toBe('members');
  });
});
