import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { totalKnown } from '../forecast/known-money.js';
import {
  MONEY_SOURCES,
  type Money,
  type MoneySource,
  type MoneySources,
} from '../forecast/money-sources.js';
import { dayIn } from '../series/period.js';
import type { BudgetScope } from './budget.js';
import { BudgetsRepository } from './budgets.repository.js';
import type { Finding } from './reaches.repository.js';

/** Knows what was spent of budgets. */
@Injectable()
export class Spending {
  constructor(
    @Inject(MONEY_SOURCES) private readonly sources: MoneySources,
    private readonly database: Database,
    private readonly budgets: BudgetsRepository,
    private readonly clock: Clock,
  ) {}

  /** What was spent in the present period of a budget; undefined when there is no such budget. */
  async of(userId: string, id: string): Promise<Finding | undefined> {
    const askedAt = this.clock.now();
    const budget = await this.database.asUser(userId, (tx) => this.budgets.find(tx, id, askedAt));
    if (budget === undefined) return undefined;
    const { scope, tz, present: period } = budget;
    const { figures, measure, filters: common } = this.sourceOf(scope);
    const filters = { ...common, ...filtersOf(scope) };
    const query = { measure, by: null, period, hasPrior: false, top: 1, filters };
    const answer = await figures.read(userId, query);
    const { asOf, isStale } = answer;
    return { figure: totalKnown(answer, dayIn(tz, askedAt)), asOf, isStale, askedAt };
  }

  /** The zone that periods of such a budget have: a provider counts days of UTC. */
  zoneOf(scope: BudgetScope, tz: string): string {
    return this.sourceOf(scope).figures.days === 'utc' ? 'UTC' : tz;
  }

  private sourceOf({ of }: BudgetScope): MoneySource {
    const money: Money = of === 'calls' ? 'cost' : of;
    return this.sources[money];
  }
}

/** Whoever calls: runs of the user's own cost as much as those of buyers. */
function filtersOf({ of, resourceId, provider, workspaceId }: BudgetScope): Record<string, string> {
  return {
    ...(of === 'calls' && { audience: 'all' }),
    ...(resourceId !== null && { resource: resourceId }),
    ...(provider !== null && { provider }),
    ...(workspaceId !== null && { workspace: workspaceId }),
  };
}
