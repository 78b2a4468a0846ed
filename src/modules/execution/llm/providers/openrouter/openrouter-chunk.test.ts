import { describe, expect, it } from '@jest/globals';
import { readChunk } from './openrouter-chunk.js';

const read = (chunk: unknown) => [...readChunk(chunk).events];
const pictured = (url: string, where: 'delta' | 'message' = 'delta') => ({
  choices: [{ [where]: { content: null, images: [{ type: 'image_url', image_url: { url } }] } }],
});
const unfit = expect.objectContaining({ kind: 'unfit' });
const usageOf = (usage: object) => {
  const [event] = read({ usage: { prompt_tokens: 194, completion_tokens: 2, ...usage } });
  return event;
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

  it.each([
    'javascript:alert(1)',
    'data:text/html;base64,PGI+',
    'data:image/png;base64,',
    'data:image/png;base64,<b>',
    'file:///etc/passwd',
    '',
  ])('is not sold when %j should be a picture', (url) => {
    expect(() => read(pictured(url))).toThrow(unfit);
  });

  it('joins the words of its parts, and shows the pictures among them', () => {
    const content = [
      { type: 'text', text: 'One ' },
      { type: 'thinking', thinking: [{ type: 'text', text: 'no' }] },
      { type: 'text', text: 'two' },
      { type: 'image_url', image_url: { url: 'https://cdn.example/cat.png' } },
    ];
    expect(read({ choices: [{ delta: { content } }] })).toEqual([
      { type: 'text', text: 'One ' },
      { type: 'text', text: 'two' },
      { type: 'image', mimeType: 'image/*', url: 'https://cdn.example/cat.png' },
    ]);
  });

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
    [{ cost: 1e4 }, 10_000_000_000_000n],
    [{ cost: 10_001 }, undefined],
    [{ cost: 1e300 }, undefined],
    [{ cost: 'much' }, undefined],
  ])('with %j costs %s', (usage, cost) => {
    expect(usageOf(usage)).toMatchObject({ type: 'usage', outputTokens: 2 });
    expect((usageOf(usage) as { costNanoUsd?: bigint }).costNanoUsd).toBe(cost);
  });

  it.each([
    [{ cached_tokens: 50, cache_write_tokens: 100 }, [44, 50, 100]],
    [{ cached_tokens: 50 }, [144, 50, 0]],
    [{ cached_tokens: 50, cache_write_tokens: 145 }, [194, 0, 0]],
    [{ cached_tokens: -1 }, [194, 0, 0]],
    [{ cached_tokens: 1e30 }, [194, 0, 0]],
    ['many', [194, 0, 0]],
  ])('counts the prompt with %j as %j', (prompt_tokens_details, counts) => {
    const [inputTokens, cacheReadTokens, cacheWriteTokens] = counts;
    const counted = { inputTokens, outputTokens: 2, cacheReadTokens, cacheWriteTokens };
    expect(usageOf({ prompt_tokens_details })).toEqual({ type: 'usage', ...counted });
  });

  it('that refuses in words is no answer', () => {
    const chunk = readChunk({ choices: [{ delta: { content: null, refusal: 'I cannot' } }] });
    expect(chunk.isRefusal).toBe(true);
    expect([...chunk.events]).toEqual([]);
  });

  it.each([{}, { choices: null }, { choices: [] }, { choices: [{ delta: { content: null } }] }])(
    'does no harm when it says nothing: %j',
    (chunk) => {
      expect(read(chunk)).toEqual([]);
    },
  );
});
