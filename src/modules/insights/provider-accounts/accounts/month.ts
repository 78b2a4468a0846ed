import { difference } from '../reporting/amounts.js';
import type { Documents } from '../reporting/documents.js';
import type { Figure } from '../../series/series.js';

/** What is left to spend, and of what; null where the provider reports nothing of the kind. */
export interface Remaining {
  readonly value: string;
  readonly of: 'credits' | 'key_limit' | 'spend_limit';
  /** `at_most` while nobody knows all that was spent. */
  readonly certainty: 'exact' | 'at_most';
}

/** What limits what is spent, as far as it was read. */
export type Limits = {
  readonly [Kind in 'credits' | 'key' | 'spend_limits']?: {
    readonly content: Documents[Kind] | null;
  };
};

/**
 * What is left of what was paid in, of the key’s limit, or of the month’s spend limit; the first that the
 * provider reports. A limit of the organization counts before the cap that the provider sets.
 */
export function remainingOf(documents: Limits, costOfMonth: Figure): Remaining | null {
  const credits = documents.credits?.content;
  if (credits) return { value: credits.remaining, of: 'credits', certainty: 'exact' };
  const left = documents.key?.content?.limitRemaining;
  if (left != null) return { value: left, of: 'key_limit', certainty: 'exact' };
  const limit = monthlyLimit(documents);
  if (limit === undefined || costOfMonth.value === null) return null;
  const certainty = costOfMonth.certainty === 'exact' ? 'exact' : 'at_most';
  return { value: difference(limit, costOfMonth.value), of: 'spend_limit', certainty };
}

function monthlyLimit({ spend_limits: kept }: Limits): string | undefined {
  const monthly = (kept?.content ?? []).filter(
    ({ isEnabled, period }) => isEnabled && period === 'monthly',
  );
  const of = (scope: string) =>
    monthly.find((limit) => limit.scope === scope && limit.amount !== null)?.amount;
  return of('organization') ?? of('usage_tier') ?? undefined;
}
