import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { formatUsd, formatUsdc } from '../../../common/money/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import type { Budget, BudgetScope, PauseTarget } from './budget.js';
import { BudgetsRepository } from './budgets.repository.js';
import { type DuePause, type Finding, ReachesRepository } from './reaches.repository.js';
import { thresholdsReached } from './thresholds.js';

/** Writes down what was found of budgets, in the transaction of their user. */
@Injectable()
export class EvaluationStore {
  constructor(
    private readonly budgets: BudgetsRepository,
    private readonly reaches: ReachesRepository,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Keeps how a budget stands, and tells of the thresholds that are reached and were not before. What counts are
   * its present amount and thresholds; a finding of a period that has ended meanwhile counts for that one.
   * @returns what is to be paused
   */
  async keep(tx: EntityManager, id: string, finding: Finding): Promise<DuePause | undefined> {
    const budget = await this.budgets.lock(tx, id, finding.askedAt);
    if (budget === undefined) return undefined;
    await this.reaches.noteStanding(tx, budget, finding);
    const { value, certainty } = finding.figure;
    if (value === null) return undefined;
    const spent = { usd: value, isAtLeast: certainty !== 'exact' };
    const reached = thresholdsReached(value, budget.amount, budget.thresholds);
    for (const threshold of reached) await this.tell(tx, budget, threshold, spent);
    const { pause } = budget;
    if (pause === null || !reached.includes(pause.at)) return undefined;
    return this.reaches.intend(tx, budget, pause.at, pause);
  }

  private async tell(
    tx: EntityManager,
    budget: Budget,
    threshold: number,
    spent: { readonly usd: string; readonly isAtLeast: boolean },
  ): Promise<void> {
    const isNew = await this.reaches.add(tx, budget, threshold, spent);
    if (!isNew) return;
    const { id: budgetId, userId, name, scope, present, amount, pause } = budget;
    await this.outbox.add(tx, {
      userId,
      type: 'budget.reached',
      data: {
        budgetId,
        name,
        scope: toldScope(scope),
        period: present,
        threshold,
        limitUsd: formatUsdc(amount),
        spentUsd: formatUsd(spent.usd),
        isAtLeast: spent.isAtLeast,
        paused: pause?.at === threshold ? toldTarget(pause) : null,
      },
    });
  }
}

function toldScope({ of, resourceId, provider, workspaceId }: BudgetScope) {
  return {
    of,
    ...(resourceId !== null && { resourceId }),
    ...(provider !== null && { provider }),
    ...(workspaceId !== null && { workspaceId }),
  };
}

function toldTarget({ resourceId, provider }: PauseTarget) {
  return {
    ...(resourceId !== null && { resourceId }),
    ...(provider !== null && { provider }),
  };
}
