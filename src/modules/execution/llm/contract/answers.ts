import { expect } from '@jest/globals';
import { collect } from '../collect.js';
import type { LlmEvent } from '../llm-provider.js';
import { type Bench, type Check, Gate } from './bench.js';
import { streamed } from './wire.js';

/** What an answer is put together from, and what is not sold of it. */
export function answers(check: Check, bench: Bench): void {
  const { wire } = bench;

  check('gives each piece of text as soon as it is written', async () => {
    const firstHeard = new Gate();
    async function* waitForListener() {
      yield wire.begin + wire.text('first');
      await firstHeard.opened;
      yield wire.text('second') + wire.finish('end');
    }
    bench.server.answer(streamed(waitForListener()));

    const texts: string[] = [];
    for await (const event of bench.ask()) {
      if (event.type !== 'text') continue;
      texts.push(event.text);
      firstHeard.open();
    }
    expect(texts).toEqual(['first', 'second']);
  });

  check('puts text together whatever pieces the network cuts it into', async () => {
    const bytes = Buffer.from(bench.wholeAnswer().join(''));
    const crumbs = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, at) =>
      bytes.subarray(at * 3, at * 3 + 3),
    );
    bench.server.answer(streamed(crumbs));
    expect((await collect(bench.ask())).text).toBe('Hello wörld');
  });

  for (const reason of ['end', 'max_tokens'] as const) {
    check(`tells that an answer stopped by ${reason}`, async () => {
      bench.server.answer(streamed([wire.begin, wire.text('x'), wire.finish(reason)]));
      expect((await collect(bench.ask())).stopReason).toBe(reason);
    });
  }

  check('ends with exactly one stop event', async () => {
    bench.server.answer(streamed(bench.wholeAnswer()));
    const events: LlmEvent[] = [];
    for await (const event of bench.ask()) events.push(event);
    expect(events.filter(({ type }) => type === 'stop')).toHaveLength(1);
    expect(events.at(-1)?.type).toBe('stop');
  });

  for (const [name, frames] of Object.entries(wire.unsold)) {
    check(`passes over ${name}`, async () => {
      const [begin, hello, world, end] = bench.wholeAnswer();
      bench.server.answer(streamed([`${begin}${hello}${frames}${world}${end}`]));
      const { text, usage } = await collect(bench.ask());
      expect({ text, usage }).toMatchObject({ text: 'Hello wörld', usage: { outputTokens: 7 } });
    });
  }

  for (const [name, frames] of Object.entries(wire.unreadable)) {
    check(`fails at text it cannot read, and does not ask again: ${name}`, async () => {
      bench.server.answer(streamed([wire.begin, wire.text('half'), frames, wire.finish('end')]));
      const error = await bench.failureOf(collect(bench.ask()));
      expect(error).toMatchObject({ kind: 'unfit', retryable: false });
    });
  }

  check('fails at more text than is kept', async () => {
    const piece = wire.text('x'.repeat(1_048_576));
    bench.server.answer(streamed([wire.begin, ...Array.from({ length: 9 }, () => piece)], 'hang'));
    const error = await bench.failureOf(collect(bench.ask()));
    expect(error).toMatchObject({ kind: 'unfit', retryable: false });
    await bench.asked().closed;
  });

  check('fails at an event that never ends', async () => {
    const pieces = Array.from({ length: 65 }, () => 'x'.repeat(1_048_576));
    bench.server.answer(streamed([wire.begin, 'data: ', ...pieces], 'hang'));
    const error = await bench.failureOf(collect(bench.ask()));
    expect(error).toMatchObject({ kind: 'unfit', retryable: false });
    await bench.asked().closed;
  });
}
