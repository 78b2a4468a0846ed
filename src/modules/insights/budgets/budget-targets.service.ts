import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../common/errors/index.js';
import { KeyPauses } from '../../integrations/index.js';
import { Storefront } from '../../resources/index.js';
import type { BudgetScope, NewBudget, PauseTarget } from './budget.js';
import { Spending } from './spending.service.js';

/** Knows whether there is what a budget is about. */
@Injectable()
export class BudgetTargets {
  constructor(
    private readonly storefront: Storefront,
    private readonly keys: KeyPauses,
    private readonly spending: Spending,
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
    return problems;
  }

  /** The zone of its periods. */
  zoneOf({ scope, tz }: NewBudget): string {
    return this.spending.zoneOf(scope, tz);
  }
}
