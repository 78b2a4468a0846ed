import type { ProviderAnswer } from '../../../integrations/index.js';
import { dayAt, difference, dollarsOfNumber, idOrNull, whole } from '../reporting/amounts.js';
import type { Documents } from '../reporting/documents.js';
import { ReportFailure, unreadable } from '../reporting/report-failure.js';
import type { UsageEntry } from '../reporting/usage-reporter.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * `data` of an answer, whose numbers are texts; undefined when the key may not see it.
 * @throws {ReportFailure} `refused` for 401, `unreadable` for what is no such answer
 */
export function dataOf({ status, body }: ProviderAnswer): unknown {
  if (status === 401) throw new ReportFailure('refused', 'OpenRouter does not accept this key');
  if (status === 403 || status === 404) return undefined;
  if (status !== 200) return unreadable(`OpenRouter answered ${status}`);
  return membersOf(body)['data'] ?? unreadable('OpenRouter gave an answer without data');
}

export function membersOf(value: unknown): Members {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject
    ? (value as Members)
    : unreadable('OpenRouter gave an answer that cannot be read');
}

/**
 * One row of `/activity`. What a key of the user's own cost at the provider itself is not in it: OpenRouter
 * does not charge that, and its balance does not know it.
 */
export function entryOf(row: unknown): UsageEntry {
  const { date, workspace_id, model, ...counts } = membersOf(row);
  return {
    cut: 'fine',
    // OpenRouter writes both `2026-11-27` and `2026-11-27 00:00:00`.
    day: dayAt(typeof date === 'string' ? date.replace(' 00:00:00', '') : date),
    workspace: idOrNull(workspace_id),
    model: idOrNull(model),
    requests: whole(counts['requests']),
    tokens: {
      input: whole(counts['prompt_tokens']),
      // Those of reasoning are among them.
      output: whole(counts['completion_tokens']),
    },
    cost: dollarsOfNumber(counts['usage']),
  };
}

/** What `/key` says; null in place of numbers is no limit. */
export function keyDocument(data: Members): Documents['key'] {
  const amount = (name: string) => orNull(data[name], dollarsOfNumber);
  return {
    label: idOrNull(data['label']),
    limit: amount('limit'),
    limitRemaining: orNull(data['limit_remaining'], signedDollars),
    limitReset: idOrNull(data['limit_reset']),
    usage: dollarsOfNumber(data['usage']),
    usageDaily: amount('usage_daily'),
    usageWeekly: amount('usage_weekly'),
    usageMonthly: amount('usage_monthly'),
    isFreeTier: data['is_free_tier'] === true,
    freeRequests: orNull(data['free_model_daily_requests'], freeRequests),
    expiresAt: idOrNull(data['expires_at']),
  };
}

function freeRequests(value: unknown) {
  const { limit, used, remaining } = membersOf(value);
  return { limit: whole(limit), used: whole(used), remaining: whole(remaining) };
}

/** What `/credits` says: who has used more than was paid in owes the rest. */
export function creditsDocument(data: unknown): Documents['credits'] {
  const { total_credits, total_usage } = membersOf(data);
  const [total, used] = [dollarsOfNumber(total_credits), dollarsOfNumber(total_usage)];
  return { total, used, remaining: difference(total, used) };
}

function orNull<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null || value === undefined ? null : read(value);
}

/** Of a key that used more than its limit, less than nothing remains. */
function signedDollars(value: unknown): string {
  const isNegative = typeof value === 'string' && value.startsWith('-');
  return isNegative ? `-${dollarsOfNumber(value.slice(1))}` : dollarsOfNumber(value);
}
