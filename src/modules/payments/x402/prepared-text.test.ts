import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { prepareBase64Json, prepareText } from './prepared-text.js';

const SLOT = '11111111-1111-4111-8111-111111111111';
const OTHER_SLOT = 'another-slot';
const key = fc.uuid();

describe('a prepared text', () => {
  it('is the text with the values where their slots were, as often as they stand there', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), key, key, (parts, one, other) => {
        const prepared = prepareText(parts.join('<1><2>'), { one: '<1>', other: '<2>' });
        const whole = parts.map((part) => part.replaceAll('<1>', one).replaceAll('<2>', other));
        expect(prepared({ one, other })).toBe(whole.join(one + other));
      }),
    );
  });
});

describe('prepared base64 of JSON', () => {
  it('is base64 of the same JSON with the values where their slots were, whatever their length', () => {
    const slots = { key: SLOT, block: OTHER_SLOT };
    const holding = fc.jsonValue({ maxDepth: 3 }).chain((value) =>
      fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }).map((names) => ({
        value,
        accepts: names.map((name) => ({ [name]: value, extra: { ...slots, name } })),
      })),
    );
    fc.assert(
      fc.property(holding, key, fc.string({ unit: 'grapheme' }), (document, one, other) => {
        const block = JSON.stringify(other).slice(1, -1);
        const base64 = prepareBase64Json(JSON.stringify(document), slots)({ key: one, block });
        expect(base64).toMatch(/^[A-Za-z0-9+/]*={0,2}$/);
        const json = Buffer.from(base64, 'base64').toString();
        const filled = JSON.stringify(document).replaceAll(SLOT, one);
        expect(JSON.parse(json)).toEqual(JSON.parse(filled.replaceAll(OTHER_SLOT, () => block)));
      }),
    );
  });
});
