import { z } from 'zod';
import { LlmError } from '../llm-error.js';
import type { LlmEvent } from '../llm-provider.js';
import type { UpstreamFailure } from '../upstream-failure.js';
import { messageContent } from './chat-content.js';

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
 * Source: https://platform.openai.com/docs/api-reference/chat-streaming.
 */
const chunk = z.object({
  choices: z.tuple([choice], z.unknown()).or(z.tuple([])).nullish(),
  object: z.unknown().optional(),
  type: z.unknown().optional(),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** What a chunk says of the answer. */
export interface ChatChunk {
  /** Its words and pictures. */
  readonly said: Iterable<LlmEvent>;
  /** What it counts, of unknown shape; undefined when it counts nothing. */
  readonly usage: unknown;
  /** Why the answer ended, once it has. */
  readonly finish: string | undefined;
  /** The model declines, in words that are no answer. */
  readonly isRefusal: boolean;
}

/**
 * Reads one chunk.
 * @param explain tells what went wrong
 * @throws {LlmError} what went wrong, where the chunk tells of a failure; unfit for one of a form that
 * is not known
 */
export function readChunk(
  raw: unknown,
  explain: (failure: UpstreamFailure) => LlmError,
): ChatChunk {
  const { data } = chunk.safeParse(raw);
  const failure = failuresOf(raw, data?.choices?.[0])[0];
  if (failure !== undefined) throw explain({ body: failure, timedOut: false });
  if (data === undefined) throw new LlmError('unfit');
  const [first] = data.choices ?? [];
  const said = first?.delta ?? first?.message;
  return {
    said: said ? messageContent(said.content, said.images) : [],
    usage: data.usage ?? undefined,
    finish: first?.finish_reason || undefined,
    isRefusal: Boolean(said?.refusal),
  };
}

const failing = z.object({ error: z.unknown().optional() });
const named = z.object({ type: z.literal('error') }).or(z.object({ object: z.literal('error') }));

/** The documents of failures: each stands in `error`, or is the whole document and says so. */
function failuresOf(...documents: readonly unknown[]): unknown[] {
  return documents.flatMap((document) => {
    const inside = failing.safeParse(document).data?.error;
    if (inside) return [inside];
    return named.safeParse(document).success ? [document] : [];
  });
}
