import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PLAIN_TEXT } from '../../../common/text/index.js';
import { readListing } from './openrouter-listing.js';

const read = (...data: unknown[]) => readListing({ data });
const only = (entry: unknown) => read(entry)?.models[0];

describe('a listing of models', () => {
  it('costs an odd entry only that entry', () => {
    const listing = read(null, 7, 'text', [], {}, { id: 3 }, { id: 'no-slash' }, { id: 'a/b' });
    expect(listing?.models.map(({ id }) => id)).toEqual(['a/b']);
    expect(listing?.unusable).toBe(7);
  });

  it('has every id once: the first entry counts', () => {
    const listing = read({ id: 'a/b', name: 'One' }, { id: 'a/b', name: 'Two' }, { id: 'a/c' });
    expect(listing?.models.map(({ name }) => name)).toEqual(['One', 'a/c']);
    expect(listing?.unusable).toBe(1);
  });

  it.each(['a/b c', 'a/b\n', 'a/ü', '/b', 'a/', `a/${'b'.repeat(200)}`, 'a/\0'])(
    'has no model with the id %j',
    (id) => expect(read({ id })?.models).toEqual([]),
  );

  it('takes what is missing or odd in an entry as not told', () => {
    const bare = {
      id: 'a/b:free',
      name: 'a/b:free',
      description: null,
      maker: 'a',
      contextLength: null,
      maxOutputTokens: null,
      inputModalities: [],
      outputModalities: [],
      supportedParameters: [],
      prices: {
        prompt: null,
        completion: null,
        request: null,
        image: null,
        webSearch: null,
        internalReasoning: null,
        cacheRead: null,
        cacheWrite: null,
      },
    };
    expect(only({ id: 'a/b:free' })).toEqual(bare);
    const odd = {
      id: 'a/b:free',
      name: 'two\nlines',
      description: 'a \0 in it',
      context_length: -5,
      architecture: { modality: {}, input_modalities: 'text', output_modalities: [1, 'NOT ONE'] },
      top_provider: { max_completion_tokens: 1e300 },
      supported_parameters: { tools: true },
      pricing: { prompt: '-1', completion: 'free', request: {}, image: [], web_search: '10000' },
    };
    expect(only(odd)).toEqual(bare);
    expect(only({ ...odd, architecture: 'x', top_provider: [], pricing: 'cheap' })).toEqual(bare);
  });

  it('reads modalities that are told as one text', () => {
    expect(only({ id: 'a/b', architecture: { modality: 'text+image->text' } })).toMatchObject({
      inputModalities: ['text', 'image'],
      outputModalities: ['text'],
    });
  });

  it.each([undefined, null, 'text', [], {}, { data: {} }, { data: Array(10_001).fill(null) }])(
    'is none when it is something else (%#)',
    (answer) => expect(readListing(answer)).toBeUndefined(),
  );

  it('is read without an error, and to what the database can hold, whatever it says', () => {
    const value = fc.anything({ withNullPrototype: false });
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const entry = fc.record({
      id: fc.constant('a/b'),
      name: fc.oneof(text, value),
      description: fc.oneof(
        text,
        fc.constant('😀'.repeat(5_001)),
        fc.constant(`.${'😀'.repeat(5_001)}`),
      ),
      context_length: value,
      architecture: value,
      top_provider: value,
      supported_parameters: value,
      pricing: value,
    });
    fc.assert(
      fc.property(entry, (one) => {
        const model = only(one);
        expect(model?.name).toMatch(PLAIN_TEXT);
        expect(model?.description ?? '').toMatch(PLAIN_TEXT);
        expect((model?.description ?? '').length).toBeLessThanOrEqual(10_000);
      }),
    );
  });
});
