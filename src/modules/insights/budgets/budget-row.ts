import { formatUsd } from '../../../common/money/index.js';
import { addDays, dayIn, monthOf, type Period } from '../series/period.js';
import type { Certainty } from '../series/series.js';
import type {
  Budget,
  BudgetPeriod,
  BudgetScope,
  PauseStatus,
  Reached,
  Standing,
} from './budget.js';

/** A budget as PostgreSQL tells it, with what was reached in the period that was looked at last. */
export interface BudgetRow {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly amount_micro_usd: string;
  readonly period: BudgetPeriod;
  readonly tz: string;
  readonly spend_of: BudgetScope['of'];
  readonly resource_id: string | null;
  readonly provider: string | null;
  readonly workspace_id: string | null;
  readonly thresholds: number[];
  readonly pause_at: number | null;
  readonly pause_resource_id: string | null;
  readonly pause_provider: string | null;
  readonly created_at: Date;
  readonly spent_from: string | null;
  readonly spent_usd: string | null;
  readonly spent_certainty: Certainty | null;
  readonly spent_as_of: Date | null;
  readonly spent_is_stale: boolean | null;
  readonly evaluated_at: Date | null;
  readonly remaining_usd: string | null;
  readonly percent: string | null;
  readonly reached: readonly {
    readonly threshold: number;
    readonly spentUsd: string;
    readonly isAtLeast: boolean;
    readonly reachedAt: string;
    readonly status: PauseStatus | null;
    readonly resourceId: string | null;
    readonly provider: string | null;
  }[];
}

/** So long after the last look, what it found is old: the server looks every few minutes. */
const OLD_MS = 30 * 60_000;

/** The period of a budget that a moment is in. */
export function periodAt(period: BudgetPeriod, tz: string, now: Date): Period {
  const today = dayIn(tz, now);
  const { from, to } = period === 'day' ? { from: today, to: addDays(today, 1) } : monthOf(today);
  return { from, to, tz };
}

/** What was found in an earlier period says nothing of the present one. */
export function budgetOf(row: BudgetRow, now: Date): Budget {
  const { name, period, tz, thresholds } = row;
  const present = periodAt(period, tz, now);
  const isPresent = row.spent_from === present.from;
  return {
    id: row.id,
    userId: row.user_id,
    name,
    amount: BigInt(row.amount_micro_usd),
    period,
    tz,
    scope: {
      of: row.spend_of,
      resourceId: row.resource_id,
      provider: row.provider,
      workspaceId: row.workspace_id,
    },
    thresholds,
    pause:
      row.pause_at === null
        ? null
        : { at: row.pause_at, resourceId: row.pause_resource_id, provider: row.pause_provider },
    standing: isPresent ? standingOf(row, now) : undefined,
    reached: isPresent ? row.reached.map(reachedOf) : [],
    present,
    createdAt: row.created_at,
  };
}

function standingOf(row: BudgetRow, now: Date): Standing | undefined {
  const { spent_from: from, evaluated_at: evaluatedAt, spent_certainty: certainty } = row;
  if (from === null || evaluatedAt === null || certainty === null) return undefined;
  const isOld = now.getTime() - evaluatedAt.getTime() > OLD_MS;
  return {
    from,
    spentUsd: row.spent_usd && formatUsd(row.spent_usd),
    certainty,
    remainingUsd: row.remaining_usd && formatUsd(row.remaining_usd),
    percent: row.percent,
    asOf: row.spent_as_of,
    isStale: isOld || row.spent_is_stale === true,
    evaluatedAt,
  };
}

function reachedOf({
  status,
  resourceId,
  provider,
  ...reached
}: BudgetRow['reached'][number]): Reached {
  return {
    ...reached,
    spentUsd: formatUsd(reached.spentUsd),
    reachedAt: new Date(reached.reachedAt),
    pause: status === null ? null : { status, resourceId, provider },
  };
}
