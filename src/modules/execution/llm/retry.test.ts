import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LlmError, type LlmErrorFacts, type LlmErrorKind } from './llm-error.js';
import type { LlmEvent } from './llm-provider.js';
import { retrying, type RetryEnvironment, type RetryPolicy } from './retry.js';

const policy: RetryPolicy = { attempts: 3, baseMs: 100, maxMs: 1000, totalMs: 10_000 };
const hello: LlmEvent = { type: 'text', text: 'hello' };
const usage: LlmEvent = {
  type: 'usage',
  inputTokens: 1,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};
const stop: LlmEvent = { type: 'stop', reason: 'end' };

/** Time that passes only while sleeping. */
class FakeTime implements RetryEnvironment {
  readonly pauses: number[] = [];
  constructor(
    readonly chance = 0.5,
    readonly whileAsleep: () => void = () => undefined,
  ) {}
  random = () => this.chance;
  elapsed = () => this.pauses.reduce((sum, pause) => sum + pause, 0);
  sleep = async (ms: number) => {
    this.pauses.push(ms);
    this.whileAsleep();
  };
}

/** Fails as planned, one entry per attempt; then answers. */
function planned(failures: { before?: LlmEvent[]; error: Error }[]) {
  const run = { attempts: 0 };
  const attempt = async function* (): AsyncGenerator<LlmEvent> {
    const failure = failures[run.attempts];
    run.attempts += 1;
    yield* failure?.before ?? [];
    if (failure !== undefined) throw failure.error;
    yield* [hello, stop];
  };
  return { run, attempt };
}

const failing = (kind: LlmErrorKind, facts?: LlmErrorFacts) => ({
  error: new LlmError(kind, facts),
});

async function listen(
  attempt: () => AsyncIterable<LlmEvent>,
  time = new FakeTime(),
  rules = policy,
  signal = new AbortController().signal,
): Promise<LlmEvent[]> {
  const events: LlmEvent[] = [];
  for await (const event of retrying(attempt, rules, time, signal)) events.push(event);
  return events;
}

describe('a call that fails', () => {
  it('is tried again where that may help, with growing random pauses', async () => {
    const time = new FakeTime(0.5);
    const { attempt } = planned([failing('overloaded'), failing('upstream')]);
    expect(await listen(attempt, time)).toEqual([hello, stop]);
    expect(time.pauses).toEqual([50, 100]);
  });

  it('is given up after the last attempt, with its error', async () => {
    const last = failing('rate_limited');
    const { attempt, run } = planned([failing('overloaded'), failing('upstream'), last]);
    await expect(listen(attempt)).rejects.toBe(last.error);
    expect(run.attempts).toBe(3);
  });

  it.each([
    'invalid_key',
    'no_credit',
    'too_long',
    'refused',
    'no_such_model',
    'bad_request',
  ] as const)('is not tried again when it is %s', async (kind) => {
    const { attempt, run } = planned([failing(kind)]);
    await expect(listen(attempt)).rejects.toMatchObject({ kind });
    expect(run.attempts).toBe(1);
  });

  it('is not tried again when something else broke', async () => {
    const error = new TypeError('a bug');
    const { attempt, run } = planned([{ error }]);
    await expect(listen(attempt)).rejects.toBe(error);
    expect(run.attempts).toBe(1);
  });

  it.each([hello, { type: 'image', mimeType: 'image/png', url: 'https://a.example' }] as const)(
    'is not tried again once a listener has heard $type',
    async (event) => {
      const { attempt, run } = planned([{ ...failing('overloaded'), before: [event] }]);
      await expect(listen(attempt)).rejects.toMatchObject({ kind: 'overloaded' });
      expect(run.attempts).toBe(1);
    },
  );

  it('is tried again when only tokens were counted', async () => {
    const { attempt } = planned([{ ...failing('overloaded'), before: [usage] }]);
    expect(await listen(attempt)).toEqual([usage, hello, stop]);
  });

  it('waits as long as the provider asks', async () => {
    const time = new FakeTime(0);
    const { attempt } = planned([failing('rate_limited', { retryAfterMs: 7000 })]);
    await listen(attempt, time);
    expect(time.pauses).toEqual([7000]);
  });

  it('is given up at once when the wait would be too long', async () => {
    const time = new FakeTime();
    const { attempt, run } = planned([failing('rate_limited', { retryAfterMs: 10_001 })]);
    await expect(listen(attempt, time)).rejects.toMatchObject({ kind: 'rate_limited' });
    expect(run.attempts).toBe(1);
    expect(time.pauses).toEqual([]);
  });

  it('is not tried again after the caller aborted', async () => {
    const caller = new AbortController();
    const reason = new Error('gone');
    const time = new FakeTime(0.5, () => caller.abort(reason));
    const { attempt, run } = planned([failing('overloaded')]);
    await expect(listen(attempt, time, policy, caller.signal)).rejects.toBe(reason);
    expect(run.attempts).toBe(1);
  });

  it('never exceeds its bounds, whatever happens', async () => {
    const waits = fc.array(fc.nat(5000), { maxLength: 20 });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    await fc.assert(
      fc.asyncProperty(waits, chance, fc.integer({ min: 1, max: 8 }), async (asked, luck, most) => {
        const time = new FakeTime(luck);
        const { attempt, run } = planned(
          asked.map((retryAfterMs) => failing('rate_limited', { retryAfterMs })),
        );
        const rules = { ...policy, attempts: most };
        await listen(attempt, time, rules).catch(() => undefined);
        expect(run.attempts).toBeLessThanOrEqual(most);
        expect(time.elapsed()).toBeLessThanOrEqual(rules.totalMs);
        time.pauses.forEach((pause, at) => expect(pause).toBeGreaterThanOrEqual(asked[at] ?? 0));
      }),
    );
  });
});
