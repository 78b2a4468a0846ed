import { z } from 'zod';
import { LlmError } from '../../llm-error.js';
import type { LlmEvent, LlmStopReason } from '../../llm-provider.js';
import { openRouterError } from './openrouter-errors.js';
import { messageContent } from './openrouter-content.js';
import { readUsage } from './openrouter-usage.js';

const message = z.object({
  content: z.unknown().optional(),
  images: z.unknown().optional(),
  refusal: z.string().nullish().catch(undefined),
});

const choice = z.object({
  delta: message.nullish(),
  message: message.nullish(),
  finish_reason: z.string().nullish().catch(undefined),
  error: z.unknown().optional(),
});

/**
 * A chunk of a chat completion, or a whole one, which has a `message` in place of the `delta`. Strict
 * where its words are, lenient about the rest.
 * Source: https://openrouter.ai/docs/api/reference/overview.
 */
const chunk = z.object({
  choices: z.tuple([choice], z.unknown()).or(z.tuple([])).nullish(),
  object: z.unknown().optional(),
  type: z.unknown().optional(),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** What a chunk says of the answer. */
export interface OpenRouterChunk {
  readonly events: Iterable<LlmEvent>;
  /** Why the answer ended, once it has. */
  readonly finish: string | undefined;
  /** The model declines, in words that are no answer. */
  readonly isRefusal: boolean;
}

/**
 * Reads one chunk.
 * @throws {LlmError} what went wrong, where the chunk tells of a failure; unfit for one of a form that
 * is not known
 */
export function readChunk(raw: unknown): OpenRouterChunk {
  const { data } = chunk.safeParse(raw);
  if (data === undefined) throw failureOf(raw) ?? new LlmError('unfit');
  const [first] = data.choices ?? [];
  const failure = failureOf(data) ?? failureOf(first);
  if (failure !== undefined) throw failure;
  const said = first?.delta ?? first?.message;
  return {
    events: eventsOf(said, data.usage),
    finish: first?.finish_reason || undefined,
    isRefusal: Boolean(said?.refusal),
  };
}

function* eventsOf(said: z.infer<typeof message> | null | undefined, usage: unknown) {
  if (said) yield* messageContent(said.content, said.images);
  if (usage !== undefined && usage !== null) yield readUsage(usage);
}

const failing = z.object({ error: z.unknown().optional() });
const named = z.object({ type: z.literal('error') }).or(z.object({ object: z.literal('error') }));

/** A failure stands in `error`, or is the whole document and says so. */
function failureOf(raw: unknown): LlmError | undefined {
  const inside = failing.safeParse(raw).data?.error;
  if (inside) return openRouterError({ body: inside, timedOut: false });
  const isWhole = named.safeParse(raw).success;
  return isWhole ? openRouterError({ body: raw, timedOut: false }) : undefined;
}

const STOP_REASONS: ReadonlyMap<string, LlmStopReason> = new Map([
  ['stop', 'end'],
  ['length', 'max_tokens'],
]);

/** `finish_reason` in our words. */
export function stopReasonOf(finishReason: string): LlmStopReason {
  return STOP_REASONS.get(finishReason) ?? 'other';
}
