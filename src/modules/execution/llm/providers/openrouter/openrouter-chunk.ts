import { z } from 'zod';
import type { LlmEvent, LlmImage, LlmStopReason } from '../../llm-provider.js';
import { nanoUsd } from '../../nano-usd.js';

const count = z.int().nonnegative().catch(0);

const message = z.object({
  content: z.string().nullish().catch(undefined),
  images: z
    .array(z.object({ image_url: z.object({ url: z.string() }) }))
    .nullish()
    .catch(undefined),
});

const usage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z
    .object({ cached_tokens: count, cache_write_tokens: count })
    .nullish()
    .catch(undefined),
  cost: z.number().nullish().catch(undefined),
  is_byok: z.boolean().nullish().catch(undefined),
  cost_details: z
    .object({ upstream_inference_cost: z.number().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});

const choice = z.object({
  delta: message.nullish(),
  message: message.nullish(),
  finish_reason: z.string().nullish(),
  error: z.unknown().optional(),
});

/**
 * A chunk of a chat completion, or a whole one, which has a `message` in place of the `delta`.
 * Lenient: what is missing or new does no harm.
 * Source: https://openrouter.ai/docs/api/reference/overview.
 */
export const openRouterChunk = z.object({
  choices: z.array(choice).nullish(),
  usage: usage.nullish().catch(undefined),
  error: z.unknown().optional(),
});
export type OpenRouterChunk = z.infer<typeof openRouterChunk>;

const STOP_REASONS: ReadonlyMap<string, LlmStopReason> = new Map([
  ['stop', 'end'],
  ['length', 'max_tokens'],
]);

/** What a chunk adds to the answer. */
export function* contentOf(chunk: OpenRouterChunk): Generator<LlmEvent> {
  const [first] = chunk.choices ?? [];
  const said = first?.delta ?? first?.message;
  if (said?.content) yield { type: 'text', text: said.content };
  for (const { image_url: address } of said?.images ?? []) {
    const image = readImage(address.url);
    if (image !== undefined) yield { type: 'image', ...image };
  }
  if (chunk.usage) yield readUsage(chunk.usage);
}

/** `finish_reason` in our words. */
export function stopReasonOf(finishReason: string): LlmStopReason {
  return STOP_REASONS.get(finishReason) ?? 'other';
}

/** OpenRouter counts cached tokens into the prompt; ours stand apart. */
function readUsage(raw: z.infer<typeof usage>): LlmEvent {
  const cacheReadTokens = raw.prompt_tokens_details?.cached_tokens ?? 0;
  const cacheWriteTokens = raw.prompt_tokens_details?.cache_write_tokens ?? 0;
  const cost = readCost(raw);
  return {
    type: 'usage',
    inputTokens: Math.max(0, raw.prompt_tokens - cacheReadTokens - cacheWriteTokens),
    outputTokens: raw.completion_tokens,
    cacheReadTokens,
    cacheWriteTokens,
    ...(cost !== undefined && { costNanoUsd: cost }),
  };
}

/** With a key of the model's host ("BYOK") `cost` is OpenRouter's fee alone. */
function readCost(raw: z.infer<typeof usage>): bigint | undefined {
  const own = typeof raw.cost === 'number' ? nanoUsd(raw.cost) : undefined;
  if (own === undefined || raw.is_byok !== true) return own;
  const host = raw.cost_details?.upstream_inference_cost;
  const hosted = typeof host === 'number' ? nanoUsd(host) : undefined;
  return hosted === undefined ? undefined : own + hosted;
}

const DATA_URL = /^data:(?<mimeType>image\/[a-z0-9.+-]+);base64,/i;

/** Pictures come as data URLs or web addresses; anything else is no picture. */
function readImage(url: string): LlmImage | undefined {
  const head = DATA_URL.exec(url);
  const mimeType = head?.groups?.['mimeType'];
  if (head !== null && mimeType !== undefined) {
    return { mimeType: mimeType.toLowerCase(), base64: url.slice(head[0].length) };
  }
  return /^https?:\/\//i.test(url) ? { mimeType: 'image/*', url } : undefined;
}
