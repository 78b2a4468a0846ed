import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { checkSchema, type Schema } from './schema.js';

const counts = fc.nat(20);
const numbers = fc.integer({ min: -20, max: 20 });
const types = fc.constantFrom('array', 'boolean', 'integer', 'null', 'number', 'object', 'string');

/** Keywords that hold no schema. */
const plain = fc.record(
  {
    title: fc.string({ unit: 'grapheme-ascii' }),
    type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1 })),
    enum: fc.uniqueArray(fc.oneof(fc.boolean(), numbers), { minLength: 1, maxLength: 4 }),
    const: numbers,
    minimum: numbers,
    exclusiveMaximum: numbers,
    multipleOf: fc.integer({ min: 1, max: 9 }),
    minLength: counts,
    maxLength: counts,
    minItems: counts,
    maxItems: counts,
    required: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
  },
  { requiredKeys: [] },
);

/** Schemas of the subset, some within each other. */
const { schemas } = fc.letrec<{ schemas: Schema; holding: Schema }>((tie) => ({
  schemas: fc.oneof({ maxDepth: 3 }, plain, tie('holding')) as fc.Arbitrary<Schema>,
  holding: fc
    .tuple(
      plain,
      fc.constantFrom('items', 'contains', 'not', 'if', 'additionalProperties', 'propertyNames'),
      fc.constantFrom('anyOf', 'allOf', 'oneOf'),
      tie('schemas'),
      fc.oneof(fc.boolean(), tie('schemas')),
    )
    .map(([own, keyword, list, first, second]) => ({
      ...own,
      [keyword]: first,
      [list]: [first, second],
      properties: { a: second },
    })),
}));

const nested = (keyword: string, times: number) =>
  JSON.parse(`{"${keyword}":`.repeat(times) + '{}' + '}'.repeat(times)) as Schema;

describe('a schema of the subset', () => {
  it('is accepted, and always compiles to a validator that answers at once', () => {
    fc.assert(
      fc.property(schemas, fc.jsonValue(), (schema, value) => {
        expect(checkSchema(schema)).toBeUndefined();
        const validate = new Ajv({ strict: false, logger: false }).compile(schema);
        expect(typeof validate(value)).toBe('boolean');
      }),
      { numRuns: 50 },
    );
  });

  it('may name its dialect, at the top', () => {
    const $schema = 'https://json-schema.org/draft/2020-12/schema';
    expect(checkSchema({ $schema, type: 'object' })).toBeUndefined();
    expect(checkSchema({ $schema: 'https://example.com/mine' })).toContain('as $schema');
  });

  it('finds out whether few entries differ', () => {
    expect(checkSchema({ items: { uniqueItems: true, maxItems: 100 } })).toBeUndefined();
    expect(checkSchema({ uniqueItems: false })).toBeUndefined();
  });
});

describe('a schema is refused, with the keyword and its place,', () => {
  it.each<[string, Schema]>([
    ['must not use $async', { $async: true }],
    ['must not use $async at /properties/a', { properties: { a: { $async: true } } }],
    ['must not use $ref at /items', { items: { $ref: '#' } }],
    ['must not use $dynamicRef', { $dynamicRef: '#a' }],
    ['must not use $id', { $id: 'https://example.com/schema' }],
    ['must not use pattern at /anyOf/1', { anyOf: [{}, { pattern: '(a+)+$' }] }],
    ['must not use patternProperties', { patternProperties: { '(a+)+$': {} } }],
    ['must not use format at /not', { not: { format: 'email' } }],
    ['must not use dependencies', { dependencies: { a: ['b'] } }],
    ['must not use nonsense', { nonsense: 1 }],
    ['must not use constructor', { constructor: 1 }],
    ['must have maxItems of at most 100 beside uniqueItems', { uniqueItems: true }],
    ['must have maxItems of at most 100', { items: { uniqueItems: true, maxItems: 101 } }],
    ['must have one or some of array', { type: 'nonsense' }],
    ['as minLength', { minLength: -1 }],
    ['as minimum', { minimum: '1' }],
    ['as multipleOf', { multipleOf: 0 }],
    ['as required', { required: ['a', 'a'] }],
    ['as enum', { enum: [] }],
    ['as oneOf', { oneOf: {} }],
    ['must have a schema at /items', { items: [{}] }],
    ['must have a schema at /allOf/0', { allOf: [null] }],
    ['must not exceed 32 in depth', nested('not', 40)],
    ['must not exceed 500 in entries', { enum: Array.from({ length: 501 }, (_, n) => n) }],
    [
      'must not exceed 2000 in values',
      { anyOf: Array.from({ length: 400 }, () => ({ type: ['null', 'array', 'object'] })) },
    ],
    ['must have at most 20000 characters', { title: 'x'.repeat(20_001) }],
    ['must not contain NUL', { title: '\0' }],
    ['must not contain NUL', { title: '\ud800' }],
  ])('as: %s', (message, schema) => {
    expect(checkSchema(schema)).toContain(message);
  });
});
