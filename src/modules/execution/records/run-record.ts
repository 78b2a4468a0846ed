import type { LlmUsage } from '../llm/index.js';

/** How one run went, for the books. It is JSON, so that it can be kept with a claim. */
export interface RunRecord {
  /** `provider:model` that answered; null when the resource needs none. */
  readonly model: string | null;
  readonly usage: (Omit<LlmUsage, 'costNanoUsd'> & { readonly costNanoUsd?: string }) | null;
  /** Code of the problem it failed with; null for a success. */
  readonly failure: string | null;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** Usage as JSON can hold it. */
export function storeUsage(usage: LlmUsage | null): RunRecord['usage'] {
  if (usage === null) return null;
  const { costNanoUsd, ...tokens } = usage;
  return costNanoUsd === undefined ? tokens : { ...tokens, costNanoUsd: costNanoUsd.toString() };
}

/** Usage as the columns of tables hold it; a cost as text. */
export function usageColumns(usage: RunRecord['usage']): object {
  return {
    input_tokens: usage?.inputTokens,
    output_tokens: usage?.outputTokens,
    cache_read_tokens: usage?.cacheReadTokens,
    cache_write_tokens: usage?.cacheWriteTokens,
    provider_cost_nano_usd: usage?.costNanoUsd,
  };
}
