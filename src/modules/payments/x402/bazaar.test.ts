import { describe, expect, it } from '@jest/globals';
import {
  sanitizeResourceServiceMetadata,
  validateDiscoveryExtension,
  validateDiscoveryExtensionSpec,
} from '@x402/extensions/bazaar';
import * as fc from 'fast-check';
import { declareUsage, MAX_BAZAAR_BYTES } from './bazaar.js';
import type { Quote } from './quote.js';
import { resourceInfo } from './resource-info.js';
import { unknownUsage, type Usage } from './usage.js';

type Extension = Parameters<typeof validateDiscoveryExtension>[0];

const HAIKU: Usage = {
  method: 'POST',
  input: {
    type: 'object',
    properties: { topic: { type: 'string', description: 'About what', maxLength: 200 } },
    required: ['topic'],
    additionalProperties: false,
  },
  example: { topic: 'the sea' },
  output: { type: 'json', schema: { type: 'object' }, example: { response: 'The answer' } },
};

/** What an index that follows the specification says of a declaration, and how many bytes it takes. */
function judge(usage: Usage) {
  const declared = declareUsage(usage);
  const extension = declared as unknown as Extension;
  const bytes = Buffer.byteLength(JSON.stringify(declared));
  expect(validateDiscoveryExtension(extension)).toEqual({ valid: true });
  expect(validateDiscoveryExtensionSpec(declared as never)).toEqual({ valid: true });
  expect(bytes).toBeLessThanOrEqual(MAX_BAZAAR_BYTES);
  return declared;
}

/** A POST of so many inputs. */
function taking(names: readonly string[], about: string, required: readonly string[]): Usage {
  const member = { type: 'string', description: about, maxLength: 50_000, default: about };
  return {
    ...HAIKU,
    input: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, member])),
      required,
      additionalProperties: false,
    },
    example: Object.fromEntries(
      (required.length > 0 ? required : names).map((name) => [name, about]),
    ),
  };
}

describe('what indexes are told of a call', () => {
  it('says how it is called and what it answers', () => {
    const { info, schema } = judge(HAIKU);
    expect(info).toEqual({
      input: { type: 'http', method: 'POST', bodyType: 'json', body: { topic: 'the sea' } },
      output: { type: 'json', example: { response: 'The answer' } },
    });
    const { input, output } = schema['properties'] as Record<string, Record<string, object>>;
    expect(input?.['properties']).toMatchObject({ method: { enum: ['POST'] }, body: HAIKU.input });
    expect(output?.['properties']).toMatchObject({ example: { type: 'object' } });
  });

  it.each(['GET', 'HEAD', 'DELETE', 'POST', 'PUT', 'PATCH', 'OPTIONS'])(
    'is valid for a route that says nothing of itself, called by %s',
    (method) => void judge(unknownUsage(method)),
  );

  it('leaves texts out where they take too much, and keeps every name', () => {
    const names = Array.from({ length: 20 }, (_, at) => `input${at}`);
    const { schema } = judge(taking(names, 'x'.repeat(1_000), ['input0']));
    expect(JSON.stringify(schema)).not.toContain('xxx');
    for (const name of names) expect(JSON.stringify(schema)).toContain(`"${name}"`);
  });

  it('keeps what has to be given where all names take too much', () => {
    const names = Array.from({ length: 100 }, (_, at) => `input${at}${'n'.repeat(60)}`);
    const { info, schema } = judge(taking(names, 'short', names.slice(0, 2)));
    expect(JSON.stringify(schema)).toContain(names[1]);
    expect(JSON.stringify(schema)).not.toContain(names[2]);
    expect(Object.keys(info.input['body'] as object)).toEqual(names.slice(0, 2));
  });

  it('refers to nothing that an index would have to fetch, nor to what looks like it', () => {
    const schema = { type: 'object', properties: { $ref: { type: 'string' }, $id: {} } };
    const declared = judge({ ...HAIKU, output: { type: 'json', schema } });
    expect(JSON.stringify(declared)).not.toContain('$ref');
  });

  it('is valid and bounded whatever a creator asks for', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 100 }), { maxLength: 100 });
    for (const name of Object.getOwnPropertyNames(Object.prototype)) judge(taking([name], '', []));
    fc.assert(
      fc.property(names, fc.string({ maxLength: 400 }), fc.nat(100), (all, about, needed) => {
        judge(taking(all, about, all.slice(0, needed)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('what indexes are told of a thing', () => {
  const quote = { url: 'https://shop.example/@ada/haiku', mimeType: 'application/json' } as Quote;

  it.each([
    ['Haiku writer', 'Haiku writer'],
    ['Ein Gedicht für alle Fälle', 'Ein Gedicht fur alle Falle'],
    ['A name that is longer than any index takes', 'A name that is longer than any i'],
    ['俳句を書く', undefined],
    ['🎉🎉🎉', undefined],
  ])('has a name that they take: %s', (name, serviceName) => {
    const info = resourceInfo({ ...quote, name, description: '' });
    expect(info.serviceName).toBe(serviceName);
    expect(sanitizeResourceServiceMetadata(info).serviceName).toBe(serviceName);
  });

  it('has tags that they take, each once', () => {
    const tags = ['Writing', 'writing', 'poésie', '詩', 'a', 'b', 'c', 'd', 'x'.repeat(40)];
    const info = resourceInfo({ ...quote, description: '', tags });
    expect(info.tags).toEqual(['writing', 'poesie', 'a', 'b', 'c']);
    expect(sanitizeResourceServiceMetadata(info).tags).toEqual(info.tags);
  });

  it('has a description that fits a header, cut between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2_000 }), (description) => {
        const told = resourceInfo({ ...quote, description }).description ?? '';
        expect(Buffer.byteLength(told)).toBeLessThanOrEqual(1_000);
        expect(told).not.toMatch(/\p{Surrogate}/u);
        expect(description.startsWith(told.replace(/…$/, ''))).toBe(true);
      }),
      { numRuns: 50 },
    );
    expect(resourceInfo({ ...quote, description: 'Three lines' }).description).toBe('Three lines');
    expect(resourceInfo({ ...quote, description: '🎉'.repeat(400) }).description).toMatch(
      /^(🎉)+…$/u,
    );
  });
});
