import { z } from 'zod';
import { LlmError } from '../../llm-error.js';
import type { LlmEvent, LlmStopReason, LlmUsage } from '../../llm-provider.js';
import { claudeError } from './claude-errors.js';
import { ClaudeUsage } from './claude-usage.js';

const STOP_REASONS: ReadonlyMap<string, LlmStopReason> = new Map([
  ['end_turn', 'end'],
  ['max_tokens', 'max_tokens'],
  ['model_context_window_exceeded', 'max_tokens'],
  ['stop_sequence', 'stop_sequence'],
]);

const anyEvent = z.object({ type: z.string() });
/** What is sold: a block or a piece of one that has no type could be text. */
const piece = z.object({ type: z.string(), text: z.unknown().optional() });
const blockStart = z.object({ content_block: piece });
const blockDelta = z.object({ delta: piece });

/** What is not sold: whatever is missing or new does no harm. */
const messageStart = z
  .object({ message: z.object({ usage: z.unknown().optional() }) })
  .catch({ message: {} });
const stopReason = z.object({ stop_reason: z.string().optional().catch(undefined) }).catch({});
const messageDelta = z.object({ delta: stopReason, usage: z.unknown().optional() });

/**
 * Reads the events of one Messages stream. Unknown events are passed over, as the API asks for.
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming.
 */
export class ClaudeEvents {
  readonly #usage: ClaudeUsage;
  #stop: LlmStopReason = 'other';

  /** @param price what the tokens of a whole call cost, or null. */
  constructor(price: (usage: LlmUsage) => bigint | null) {
    this.#usage = new ClaudeUsage(price);
  }

  /**
   * @throws {LlmError} refused, when the model declines; its tokens were reported before. unfit, when
   * text has a form that is not known. What else the API says went wrong.
   */
  *read(event: unknown): Generator<LlmEvent> {
    switch (anyEvent.safeParse(event).data?.type) {
      case 'message_start':
        yield this.#usage.begin(messageStart.parse(event).message.usage);
        break;
      case 'content_block_start':
        yield* beginningOf(event);
        break;
      case 'content_block_delta':
        yield* continuationOf(event);
        break;
      case 'message_delta':
        yield* this.#finish(event);
        break;
      case 'message_stop':
        yield this.#usage.end();
        yield { type: 'stop', reason: this.#stop };
        break;
      case 'error':
        throw claudeError({ body: event, timedOut: false });
      default:
    }
  }

  *#finish(event: unknown): Generator<LlmEvent> {
    const { delta, usage } = messageDelta.parse(event);
    yield this.#usage.finish(usage);
    const reason = delta.stop_reason;
    if (reason === 'refusal') throw new LlmError('refused');
    if (reason !== undefined) this.#stop = STOP_REASONS.get(reason) ?? 'other';
  }
}

/** A text begins with what it has so far, usually nothing. */
function* beginningOf(event: unknown): Generator<LlmEvent> {
  const block = blockStart.safeParse(event).data?.content_block;
  if (block === undefined) throw new LlmError('unfit');
  if (block.type === 'text') yield* said(block.text ?? '');
}

function* continuationOf(event: unknown): Generator<LlmEvent> {
  const delta = blockDelta.safeParse(event).data?.delta;
  if (delta === undefined) throw new LlmError('unfit');
  if (delta.type === 'text_delta') yield* said(delta.text);
}

function* said(text: unknown): Generator<LlmEvent> {
  if (typeof text !== 'string') throw new LlmError('unfit');
  if (text !== '') yield { type: 'text', text };
}
