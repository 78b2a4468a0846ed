import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import type { FieldError } from '../../../common/errors/index.js';
import { KeyPauses } from '../../integrations/index.js';
import { Storefront } from '../../resources/index.js';
import type { BudgetScope, NewBudget, PauseTarget } from './budget.js';
import { BudgetsRepository } from './budgets.repository.js';
import { Spending } from './spending.service.js';

/** Whose workspaces a budget may name. */
const ACCOUNTS = {
  calls: null,
  anthropic: 'anthropic',
  openrouter: 'openrouter_management',
} as const satisfies Record<BudgetScope['of'], string | null>;

/** Knows whether there is what a budget is about. */
@Injectable()
export class BudgetTargets {
  constructor(
    private readonly storefront: Storefront,
    private readonly keys: KeyPauses,
    private readonly spending: Spending,
    private readonly database: Database,
    private readonly budgets: BudgetsRepository,
  ) {}

  /** What a budget names that the user does not have, or nobody has. */
  async problemsOf(
    userId: string,
    scope: BudgetScope | null,
    pause: PauseTarget | null,
  ): Promise<FieldError[]> {
    const resources = [
      ['scope.resourceId', scope?.resourceId ?? null],
      ['pause.resourceId', pause?.resourceId ?? null],
    ] as const;
    const providers = [
      ['scope.provider', scope?.provider ?? null],
      ['pause.provider', pause?.provider ?? null],
    ] as const;
    const problems: FieldError[] = [];
    for (const [field, id] of resources) {
      if (id === null || (await this.storefront.hasEverOwned(userId, id))) continue;
      problems.push({ field, message: 'must be the id of a resource of yours' });
    }
    const known = this.keys.providers();
    for (const [field, provider] of providers) {
      if (provider === null || known.includes(provider)) continue;
      problems.push({ field, message: `must be one of ${known.join(', ')}` });
    }
    if (scope !== null && (await this.lacksWorkspace(userId, scope))) {
      const message = 'must be the id of a workspace of the account';
      problems.push({ field: 'scope.workspaceId', message });
    }
    return problems;
  }

  private async lacksWorkspace(userId: string, { of, workspaceId }: BudgetScope): Promise<boolean> {
    const provider = ACCOUNTS[of];
    if (provider === null || workspaceId === null) return false;
    return this.database.asUser(userId, (tx) =>
      this.budgets.lacksWorkspace(tx, { userId, provider }, workspaceId),
    );
  }

  /** The zone of its periods. */
  zoneOf({ scope, tz }: NewBudget): string {
    return this.spending.zoneOf(scope, tz);
  }
}
