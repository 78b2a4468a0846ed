import { describe, expect, it } from '@jest/globals';
import { AnswerLimits } from './answer-limits.js';
import type { LlmEvent } from './llm-provider.js';

const MIB = 1_048_576;
const unfit = expect.objectContaining({ kind: 'unfit', retryable: false });
const picture = (base64: string): LlmEvent => ({ type: 'image', mimeType: 'image/png', base64 });
const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };

/** What is left of the events. */
function take(...events: readonly LlmEvent[]): LlmEvent[] {
  const limits = new AnswerLimits();
  return events.map((event) => limits.take(event));
}

describe('the limits of an answer', () => {
  it('let as much text and as many pictures through as are kept', () => {
    const text: LlmEvent = { type: 'text', text: 'x'.repeat(8 * MIB) };
    const pictures = Array.from({ length: 32 }, () => picture('A'.repeat(1.5 * MIB)));
    expect(take(text, ...pictures)).toEqual([text, ...pictures]);
  });

  it.each<[string, LlmEvent[]]>([
    ['text, in bytes', [{ type: 'text', text: 'ä'.repeat(4 * MIB + 1) }]],
    ['pictures', Array.from({ length: 33 }, () => picture('AA=='))],
    ['of one picture', [picture('A'.repeat(48 * MIB + 1))]],
    [
      'of an address',
      [{ type: 'image', mimeType: 'image/*', url: `https://${'a'.repeat(8_192)}` }],
    ],
  ])('let no more through: %s', (_, events) => {
    expect(() => take(...events)).toThrow(unfit);
  });

  it.each([-1, 1.5, 100_000_001, Number.NaN, Infinity])(
    'know nothing of a call that has used %d tokens',
    (inputTokens) => {
      expect(take({ type: 'usage', ...usage, inputTokens })).toEqual([{ type: 'usage_unknown' }]);
    },
  );

  it.each([-1n, 10n ** 18n])('know the tokens of a call, but not that it costs %d', (cost) => {
    expect(take({ type: 'usage', ...usage, costNanoUsd: cost })).toEqual([
      { type: 'usage', ...usage },
    ]);
  });
});
