import { formatNanoUsd, formatUsdc } from '../../../common/money/index.js';
import type { UsageLogEntry } from './usage-log.entity.js';

/** A line of the usage log as the API shows it; money as decimal strings. */
export function toUsageLine(entry: UsageLogEntry) {
  const { id, executionId, versionId, status, failure, model, payer, network, transaction } = entry;
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = entry.usage;
  const cost = entry.usage.providerCostNanoUsd;
  return {
    id,
    createdAt: entry.createdAt.toISOString(),
    status,
    failure,
    amountPaid: formatUsdc(entry.amountPaidUsdc),
    providerCostUsd: cost === null ? null : formatNanoUsd(cost),
    model,
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    durationMs: entry.durationMs,
    payer,
    network,
    transaction,
    executionId,
    versionId,
  };
}

export type UsageLine = ReturnType<typeof toUsageLine>;

/** The lines as CSV (RFC 4180) with a header row. No value can hold a comma, quote or line break. */
export function toCsv(lines: readonly UsageLine[]): string {
  const [first] = lines;
  if (first === undefined) return '';
  const rows = lines.map((line) =>
    Object.values(line)
      .map((value) => value ?? '')
      .join(','),
  );
  return `${[Object.keys(first).join(','), ...rows].join('\r\n')}\r\n`;
}
