import { formatNanoUsd, formatUsdc } from '../../../common/money/index.js';
import { csvTable } from '../../../common/text/index.js';
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

const COLUMNS = [
  'id',
  'createdAt',
  'status',
  'failure',
  'amountPaid',
  'providerCostUsd',
  'model',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'durationMs',
  'payer',
  'network',
  'transaction',
  'executionId',
  'versionId',
] as const satisfies readonly (keyof UsageLine)[];

/** The lines as CSV (RFC 4180) with a header row. */
export function toCsv(lines: readonly UsageLine[]): string {
  return csvTable(
    COLUMNS,
    lines.map((line) => COLUMNS.map((column) => line[column])),
  );
}
