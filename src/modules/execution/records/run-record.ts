import type { LlmUsage } from '../llm/index.js';
import type { UsageColumns } from './usage-columns.entity.js';

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

/** Usage as the tables hold it. */
export function usageColumns(usage: RunRecord['usage']): UsageColumns {
  return {
    inputTokens: usage?.inputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    cacheReadTokens: usage?.cacheReadTokens ?? null,
    cacheWriteTokens: usage?.cacheWriteTokens ?? null,
    providerCostNanoUsd: usage?.costNanoUsd === undefined ? null : BigInt(usage.costNanoUsd),
  };
}
