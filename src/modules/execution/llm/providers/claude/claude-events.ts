import type { RawMessageStreamEvent, StopReason } from '@anthropic-ai/sdk/resources/messages';
import { LlmError } from '../../llm-error.js';
import type { LlmEvent, LlmStopReason, LlmUsage } from '../../llm-provider.js';

const STOP_REASONS: Partial<Record<StopReason, LlmStopReason>> = {
  end_turn: 'end',
  max_tokens: 'max_tokens',
  model_context_window_exceeded: 'max_tokens',
  stop_sequence: 'stop_sequence',
};

interface RawUsage {
  readonly input_tokens: number | null;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number | null;
  readonly cache_creation_input_tokens: number | null;
}

/**
 * Reads the events of one Messages stream. Unknown events are passed over, as the API asks for.
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming.
 */
export class ClaudeEvents {
  #usage: LlmUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  #stop: LlmStopReason = 'other';

  /** @param price what the tokens so far cost, or null. */
  constructor(private readonly price: (usage: LlmUsage) => bigint | null) {}

  /** @throws {LlmError} refused, when the model declines; its tokens were reported before. */
  *read(event: RawMessageStreamEvent): Generator<LlmEvent> {
    if (event.type === 'message_start') yield this.#count(event.message.usage);
    if (event.type === 'content_block_start' && event.content_block.type === 'text') {
      yield* text(event.content_block.text);
    }
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
      yield* text(event.delta.text);
    }
    if (event.type === 'message_delta') {
      yield this.#count(event.usage);
      const reason = event.delta.stop_reason;
      if (reason === 'refusal') throw new LlmError('refused');
      if (reason !== null) this.#stop = STOP_REASONS[reason] ?? 'other';
    }
    if (event.type === 'message_stop') yield { type: 'stop', reason: this.#stop };
  }

  /** Counts are cumulative; `message_delta` may leave out what `message_start` has told. */
  #count(raw: RawUsage): LlmEvent {
    const { costNanoUsd: _, ...before } = this.#usage;
    const counts = {
      inputTokens: raw.input_tokens ?? before.inputTokens,
      outputTokens: raw.output_tokens,
      cacheReadTokens: raw.cache_read_input_tokens ?? before.cacheReadTokens,
      cacheWriteTokens: raw.cache_creation_input_tokens ?? before.cacheWriteTokens,
    };
    const cost = this.price(counts);
    this.#usage = cost === null ? counts : { ...counts, costNanoUsd: cost };
    return { type: 'usage', ...this.#usage };
  }
}

function* text(piece: string): Generator<LlmEvent> {
  if (piece !== '') yield { type: 'text', text: piece };
}
