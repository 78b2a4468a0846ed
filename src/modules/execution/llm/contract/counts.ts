import { expect } from '@jest/globals';
import { collect } from '../collect.js';
import type { Bench, Check } from './bench.js';
import { streamed } from './wire.js';

/** Tokens and costs. */
export function counts(check: Check, bench: Bench): void {
  const { wire } = bench;
  const cached = bench.lacks('cached_tokens') ? 0 : 5;

  check('reports tokens that do not overlap, and what they cost', async () => {
    bench.server.answer(streamed(bench.wholeAnswer()));
    expect((await collect(bench.ask())).usage).toEqual({
      inputTokens: 20 - cached,
      outputTokens: 7,
      cacheReadTokens: cached,
      cacheWriteTokens: 0,
      ...(!bench.lacks('costs') && { costNanoUsd: expect.any(BigInt) }),
    });
  });

  for (const count of [1.5, -1, 1e30, 100_000_001, '7', true, [7], {}]) {
    const told = JSON.stringify(count);
    check(
      `sells an answer whose tokens are counted as ${told}, which nobody knows then`,
      async () => {
        bench.server.answer(streamed([wire.counting(count)]));
        const answer = await collect(bench.ask());
        expect(answer).toMatchObject({ text: 'Hello', stopReason: 'end', usage: null });
      },
    );
  }

  check('counts as much as any call can have', async () => {
    bench.server.answer(streamed([wire.counting(0)]));
    const none = await collect(bench.ask());
    expect(none.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 });
    bench.server.answer(streamed([wire.counting(25_000_000)]));
    expect((await collect(bench.ask())).usage).toMatchObject({ outputTokens: 25_000_000 });
  });

  for (const [name, answer] of Object.entries(wire.uncounted)) {
    check(`sells an answer not counted ${name}`, async () => {
      bench.server.answer(streamed([answer]));
      expect(await collect(bench.ask())).toMatchObject({ text: 'Hello', usage: null });
      expect(bench.server.requests).toHaveLength(1);
    });
  }

  if (bench.lacks('refused')) return;
  check('makes a refusal an error that still tells the tokens it took', async () => {
    bench.server.answer(streamed([wire.begin, wire.text('I '), wire.finish('refused')]));
    const error = await bench.failureOf(collect(bench.ask()));
    expect(error).toMatchObject({ kind: 'refused', retryable: false });
    expect(error.usage).toMatchObject({ inputTokens: 20 - cached, outputTokens: 7 });
  });
}
