import { describe, expect, it } from '@jest/globals';
import { LlmError } from '../llm-error.js';
import { readChunk } from './chat-chunk.js';

const explain = () => new LlmError('overloaded');
const read = (chunk: unknown) => [...readChunk(chunk, explain).said];
const pictured = (url: string, where: 'delta' | 'message' = 'delta') => ({
  choices: [{ [where]: { content: null, images: [{ type: 'image_url', image_url: { url } }] } }],
});
const unfit = expect.objectContaining({ kind: 'unfit' });

describe('a chunk of an answer', () => {
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

  it('that refuses in words is no answer', () => {
    const raw = { choices: [{ delta: { content: null, refusal: 'I cannot' } }] };
    const chunk = readChunk(raw, explain);
    expect(chunk.isRefusal).toBe(true);
    expect([...chunk.said]).toEqual([]);
  });

  it.each([{}, { choices: null }, { choices: [] }, { choices: [{ delta: { content: null } }] }])(
    'does no harm when it says nothing: %j',
    (chunk) => {
      expect(read(chunk)).toEqual([]);
    },
  );

  it.each([
    { error: { code: 503 } },
    { choices: [{ delta: {}, error: 'busy' }] },
    { object: 'error', message: 'busy' },
    { type: 'error', choices: 'none' },
    { error: 'busy', choices: 'none' },
  ])('that tells of a failure is one, whatever else it has: %j', (chunk) => {
    expect(() => read(chunk)).toThrow(expect.objectContaining({ kind: 'overloaded' }));
  });
});
