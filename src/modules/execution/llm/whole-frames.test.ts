import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { wholeFrames } from './whole-frames.js';

/** What comes out of bytes that come in as these pieces. */
async function through(pieces: readonly Uint8Array[]): Promise<Buffer[]> {
  const out: Buffer[] = [];
  const whole = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  }).pipeThrough(wholeFrames());
  for await (const piece of whole) out.push(Buffer.from(piece));
  return out;
}

describe('an answer in whole events', () => {
  it('has the same bytes, and every piece but the last ends where an event does', async () => {
    const text = fc.array(fc.constantFrom('\r', '\n', '\n\n', '\r\n\r\n', 'data: é'), {
      maxLength: 40,
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(text, sizes, async (parts, lengths) => {
        const bytes = Buffer.from(parts.join(''));
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const length = lengths[turn % lengths.length] ?? 1;
          pieces.push(bytes.subarray(at, at + length));
          at += length;
        }
        const out = await through(pieces);
        expect(Buffer.concat(out)).toEqual(bytes);
        const ends = out.slice(0, -1).map((piece) => piece.toString('latin1'));
        expect(ends.filter((end) => !/(?:\n\n|\r\r|\r\n\r\n)$/.test(end))).toEqual([]);
      }),
    );
  });

  it('gives an event on as soon as it is whole', async () => {
    const events = ['data: 1\n\n', 'data: 2\r', '\n\r', '\ndata: 3\n', '\n'];
    const out = await through(events.map((event) => Buffer.from(event)));
    expect(out.map(String)).toEqual(['data: 1\n\n', 'data: 2\r\n\r\n', 'data: 3\n\n']);
  });
});
