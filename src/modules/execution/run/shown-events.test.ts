import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ShownEvents } from './shown-events.js';

async function* arriving(pieces: readonly Buffer[]) {
  yield* pieces;
}

/** What is shown of bytes that come in these pieces, and what is passed on. */
async function through(pieces: readonly Buffer[]) {
  const shown: Buffer[] = [];
  const passed: Uint8Array[] = [];
  const events = new ShownEvents(async (bytes) => void shown.push(bytes));
  for await (const some of events.passOn(arriving(pieces))) passed.push(some);
  const live = shown.length;
  await events.end();
  return { shown, live, passed };
}

describe('an event stream that is shown while it is read', () => {
  it('is shown and passed on with the same bytes, whole events at a time', async () => {
    const part = fc.constantFrom('\n', '\n\n', '\r\n\r\n', 'data: é', ': c', 'id: 1', '\r');
    const pieces = fc.array(fc.array(part, { maxLength: 5 }), { maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        const bytes = parts.map((some) => Buffer.from(some.join('')));
        const { shown, live, passed } = await through(bytes);
        expect(Buffer.concat(shown)).toEqual(Buffer.concat(bytes));
        expect(Buffer.concat(passed)).toEqual(Buffer.concat(bytes));
        expect(shown.length).toBeGreaterThan(0);
        const ends = shown.slice(0, live).map((some) => some.toString('latin1'));
        expect(ends.filter((end) => !/(?:\n\n|\r\r|\r\n\r\n)$/.test(end))).toEqual([]);
      }),
    );
  });

  it.each([
    [[': hello\n\n', 'retry: 5\n\n', 'data: 1\n\n', ': more\n\n'], 2],
    [['\ufeffdata\n\n'], 1],
    [['event: data\nid: data: 2\n\n'], 0],
    [['event: a\rdata:1\r\r'], 1],
  ])('of %j, %d pieces are shown before its end', async (pieces, times) => {
    expect(await through(pieces.map((piece) => Buffer.from(piece)))).toMatchObject({ live: times });
  });

  it('holds no more than a megabyte of an event, nor of what is before the first', async () => {
    const half = Buffer.from(`data: ${'x'.repeat(600_000)}`);
    const { shown, live } = await through([half, half, half, half, half]);
    expect(live).toBe(2);
    expect(Math.max(...shown.map(({ length }) => length))).toBeLessThan(1_500_000);
    const comments = Buffer.from(`: ${'x'.repeat(600_000)}\n\n`);
    expect(await through([comments, comments, comments])).toMatchObject({ live: 2 });
  });
});
