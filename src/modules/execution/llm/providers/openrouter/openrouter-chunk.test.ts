import { describe, expect, it } from '@jest/globals';
import { contentOf, openRouterChunk } from './openrouter-chunk.js';

const read = (chunk: unknown) => [...contentOf(openRouterChunk.parse(chunk))];
const pictured = (url: string, where: 'delta' | 'message' = 'delta') => ({
  choices: [{ [where]: { content: null, images: [{ type: 'image_url', image_url: { url } }] } }],
});
const costOf = (usage: object) => {
  const [event] = read({ usage: { prompt_tokens: 1, completion_tokens: 1, ...usage } });
  return event?.type === 'usage' ? event.costNanoUsd : 'no usage';
};

describe('a chunk from OpenRouter', () => {
  it.each(['delta', 'message'] as const)('gives pictures as bytes, from a %s', (where) => {
    expect(read(pictured('data:image/PNG;base64,iVBORw0KGgo=', where))).toEqual([
      { type: 'image', mimeType: 'image/png', base64: 'iVBORw0KGgo=' },
    ]);
  });

  it('gives pictures as addresses', () => {
    expect(read(pictured('https://cdn.example/cat.png'))).toEqual([
      { type: 'image', mimeType: 'image/*', url: 'https://cdn.example/cat.png' },
    ]);
  });

  it.each(['javascript:alert(1)', 'data:text/html;base64,PGI+', 'file:///etc/passwd', ''])(
    'does not take %j for a picture',
    (url) => {
      expect(read(pictured(url))).toEqual([]);
    },
  );

  it.each([
    [{ cost: 0.1 }, 100_000_000n],
    [{ cost: 1.2e-8 }, 12n],
    [{ cost: 0 }, 0n],
    [{ cost: 0.1, cost_details: { upstream_inference_cost: 0.1 } }, 100_000_000n],
    [{ cost: 0.1, is_byok: true, cost_details: { upstream_inference_cost: 2 } }, 2_100_000_000n],
    [{ cost: 0.1, is_byok: true }, undefined],
    [{}, undefined],
    [{ cost: null }, undefined],
    [{ cost: -1 }, undefined],
    [{ cost: 'much' }, undefined],
  ])('with %j costs %s', (usage, cost) => {
    expect(costOf(usage)).toBe(cost);
  });

  it('counts cached tokens apart from the prompt', () => {
    const usage = {
      prompt_tokens: 194,
      completion_tokens: 2,
      prompt_tokens_details: { cached_tokens: 50, cache_write_tokens: 100 },
    };
    expect(read({ choices: [], usage })).toEqual([
      {
        type: 'usage',
        inputTokens: 44,
        outputTokens: 2,
        cacheReadTokens: 50,
        cacheWriteTokens: 100,
      },
    ]);
  });

  it.each([{}, { choices: null }, { choices: [] }, { choices: [{ delta: { content: 7 } }] }])(
    'does no harm when it says nothing: %j',
    (chunk) => {
      expect(read(chunk)).toEqual([]);
    },
  );
});
