import type { Period } from '../series/period.js';
import type { Certainty } from '../series/series.js';

/** So many a user may have: each is looked at every few minutes. */
export const MAX_BUDGETS = 50;
/** In so many zones: the days of each are counted apart. */
export const MAX_ZONES = 4;
export const MAX_THRESHOLDS = 10;
export const DEFAULT_THRESHOLDS: readonly number[] = [50, 80, 100];

export const BUDGET_PERIODS = ['month', 'day'] as const;
/** What is spent: the cost of calls on the user's keys, or the bill of an account. */
export const SPENDING = ['calls', 'anthropic', 'openrouter'] as const;
/** Where a pause is: to be made, made, or there was nothing on sale and no key that was on. */
export const PAUSE_STATUSES = ['due', 'done', 'not_needed'] as const;

export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];
export type PauseStatus = (typeof PAUSE_STATUSES)[number];

/** Which spending counts; what is null does not narrow it. */
export interface BudgetScope {
  readonly of: (typeof SPENDING)[number];
  /** Of calls: those of one resource, or those on the key of one provider. */
  readonly resourceId: string | null;
  readonly provider: string | null;
  /** Of an account: one workspace of it. */
  readonly workspaceId: string | null;
}

/** What is paused: a resource goes off sale, or the key of a provider is switched off. */
export interface PauseTarget {
  readonly resourceId: string | null;
  readonly provider: string | null;
}

/** What is paused at one of the thresholds. */
export interface Pause extends PauseTarget {
  /** Percent. */
  readonly at: number;
}

/** What a user decides of a budget, and may change later. */
export interface BudgetTerms {
  readonly name: string;
  /** In 10^-6 USD. */
  readonly amount: bigint;
  /** Whole percents, in ascending order. */
  readonly thresholds: readonly number[];
  readonly pause: Pause | null;
}

/** What a user decides once. */
export interface NewBudget extends BudgetTerms {
  readonly period: BudgetPeriod;
  /** Zone whose midnights part the periods. */
  readonly tz: string;
  readonly scope: BudgetScope;
}

/** A threshold that was reached in the present period, at the present amount. */
export interface Reached {
  readonly threshold: number;
  /** Exact. */
  readonly spentUsd: string;
  readonly isAtLeast: boolean;
  readonly reachedAt: Date;
  readonly pause: (PauseTarget & { readonly status: PauseStatus }) | null;
}

/** What was found when a budget was last looked at. */
export interface Standing {
  /** The first day of the period. */
  readonly from: string;
  /** Exact; null while nobody knows. */
  readonly spentUsd: string | null;
  readonly certainty: Certainty;
  /** What is left, exact; below zero when it is exceeded. */
  readonly remainingUsd: string | null;
  /** Part of the amount, in percent with one decimal, rounded down. */
  readonly percent: string | null;
  readonly asOf: Date | null;
  readonly isStale: boolean;
  readonly evaluatedAt: Date;
}

export interface Budget extends NewBudget {
  readonly id: string;
  readonly userId: string;
  /** Undefined before the first look in the present period. */
  readonly standing: Standing | undefined;
  readonly reached: readonly Reached[];
  readonly present: Period;
  readonly createdAt: Date;
}
