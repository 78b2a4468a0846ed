import { expect } from '@jest/globals';
import type { ExecutorEvent } from '../executor.js';

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+/;

const FORMS: Readonly<Record<ExecutorEvent['type'], (event: object) => void>> = {
  text: (event) => expect(event).toEqual({ type: 'text', text: expect.any(String) }),
  image: (event) => expect(event).toMatchObject({ mimeType: expect.stringMatching(/^image\//) }),
  usage: (event) =>
    expect(event).toMatchObject({
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
    }),
  usage_unknown: (event) => expect(event).toEqual({ type: 'usage_unknown' }),
  stop: (event) => expect(event).toEqual({ type: 'stop', reason: expect.any(String) }),
  model: (event) => expect(event).toMatchObject({ model: expect.stringMatching(/^[^:]+:./) }),
  content: (event) => {
    expect(event).toMatchObject({ mimeType: expect.stringMatching(MEDIA_TYPE) });
    expect('base64' in event).not.toBe('body' in event);
    const { filename } = event as { filename?: unknown };
    expect(filename === null || typeof filename === 'string').toBe(true);
  },
};

/** An event is of a form that `ExecutorEvent` documents. */
export function expectEvent(event: ExecutorEvent): void {
  expect(Object.keys(FORMS)).toContain(event.type);
  FORMS[event.type](event);
}
