import { z } from 'zod';
import { tokenCount } from '../answer-limits.js';
import type { LlmUsage } from '../llm-provider.js';

const optionalCount = tokenCount.nullish().transform((count) => count ?? 0);

const usage = z.object({
  prompt_tokens: tokenCount,
  completion_tokens: tokenCount,
  total_tokens: tokenCount.nullish().catch(undefined),
  prompt_tokens_details: z
    .object({ cached_tokens: optionalCount, cache_write_tokens: optionalCount })
    .nullish()
    .catch(undefined),
  completion_tokens_details: z
    .object({ reasoning_tokens: optionalCount })
    .nullish()
    .catch(undefined),
});
type Usage = z.infer<typeof usage>;

/** What the API counts; undefined when its numbers cannot be. */
export function tokensOf(raw: unknown): LlmUsage | undefined {
  const told = usage.safeParse(raw).data;
  return told && { ...promptOf(told), outputTokens: writtenOf(told) };
}

/**
 * The API counts cached tokens into the prompt; ours stand apart. More cached tokens than the prompt
 * has are none: the prompt counts as read anew.
 */
function promptOf({ prompt_tokens: prompt, prompt_tokens_details: details }: Usage) {
  const cacheReadTokens = details?.cached_tokens ?? 0;
  const cacheWriteTokens = details?.cache_write_tokens ?? 0;
  const inputTokens = prompt - cacheReadTokens - cacheWriteTokens;
  return inputTokens < 0
    ? { inputTokens: prompt, cacheReadTokens: 0, cacheWriteTokens: 0 }
    : { inputTokens, cacheReadTokens, cacheWriteTokens };
}

/** OpenAI counts thoughts into what was written; where others do not, their total gives it away. */
function writtenOf(told: Usage): number {
  const { prompt_tokens: prompt, completion_tokens: written, total_tokens: total } = told;
  const thought = told.completion_tokens_details?.reasoning_tokens ?? 0;
  return total === prompt + written + thought ? written + thought : written;
}
