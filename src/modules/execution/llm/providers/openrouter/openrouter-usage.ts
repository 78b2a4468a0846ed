import { z } from 'zod';
import { tokenCount } from '../../answer-limits.js';
import type { LlmEvent } from '../../llm-provider.js';
import { nanoUsd } from '../../nano-usd.js';

const optionalCount = tokenCount.nullish().transform((count) => count ?? 0);

const usage = z.object({
  prompt_tokens: tokenCount,
  completion_tokens: tokenCount,
  prompt_tokens_details: z
    .object({ cached_tokens: optionalCount, cache_write_tokens: optionalCount })
    .nullish()
    .catch(undefined),
  cost: z.number().nullish().catch(undefined),
  is_byok: z.boolean().nullish().catch(undefined),
  cost_details: z
    .object({ upstream_inference_cost: z.number().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});
type Usage = z.infer<typeof usage>;

/** What OpenRouter counts: numbers that cannot be are unknown. */
export function readUsage(raw: unknown): LlmEvent {
  const told = usage.safeParse(raw).data;
  if (told === undefined) return { type: 'usage_unknown' };
  const cost = readCost(told);
  return {
    type: 'usage',
    ...tokensOf(told),
    outputTokens: told.completion_tokens,
    ...(cost !== undefined && { costNanoUsd: cost }),
  };
}

/**
 * OpenRouter counts cached tokens into the prompt; ours stand apart. More cached tokens than the
 * prompt has are none: the prompt counts as read anew.
 */
function tokensOf({ prompt_tokens: prompt, prompt_tokens_details: details }: Usage) {
  const cacheReadTokens = details?.cached_tokens ?? 0;
  const cacheWriteTokens = details?.cache_write_tokens ?? 0;
  const inputTokens = prompt - cacheReadTokens - cacheWriteTokens;
  return inputTokens < 0
    ? { inputTokens: prompt, cacheReadTokens: 0, cacheWriteTokens: 0 }
    : { inputTokens, cacheReadTokens, cacheWriteTokens };
}

/** With a key of the model's host ("BYOK") `cost` is OpenRouter's fee alone. */
function readCost(raw: Usage): bigint | undefined {
  const own = typeof raw.cost === 'number' ? nanoUsd(raw.cost) : undefined;
  if (own === undefined || raw.is_byok !== true) return own;
  const host = raw.cost_details?.upstream_inference_cost;
  const hosted = typeof host === 'number' ? nanoUsd(host) : undefined;
  return hosted === undefined ? undefined : own + hosted;
}
