import type { RunRecord } from '../records/run-record.js';

/** Codes of problems with which a model refuses a call before it works, so that it costs nothing. */
export const FREE_FAILURES: ReadonlySet<string> = new Set([
  'creator_key_missing',
  'creator_out_of_credit',
  'input_too_long',
  'model_busy',
  'model_gone',
  'resource_misconfigured',
]);

/** What a run has cost the creator, in 10^-9 USD; null when nobody knows. */
export function costOf({ model, usage, failure }: RunRecord): bigint | null {
  if (usage?.costNanoUsd !== undefined) return BigInt(usage.costNanoUsd);
  if (usage !== null) return null;
  const isFree = model === null || (failure !== null && FREE_FAILURES.has(failure));
  return isFree ? 0n : null;
}

/** The day of a moment in UTC, `YYYY-MM-DD`. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Seconds until the next day begins in UTC, at least one. */
export function secondsLeftOfDay(moment: Date): number {
  const next = Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate() + 1);
  return Math.max(1, Math.ceil((next - moment.getTime()) / 1000));
}
