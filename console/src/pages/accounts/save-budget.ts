import { client, type Schema } from '../../api/index.ts';
import type { Account } from './account.ts';
import { thresholdsOf } from './budget-words.ts';

/** What the form of a budget holds. */
export interface BudgetInputs {
  readonly name: string;
  readonly amountUsd: string;
  readonly thresholds: string;
  readonly scope: 'bill' | 'key' | 'calls';
  readonly period: 'month' | 'day';
  /** `kept`: a resource that it pauses, which this form does not choose. */
  readonly pause: 'nothing' | 'key' | 'kept';
}

/** What the form begins with. */
export function startingWith(account: Account, budget?: Schema<'BudgetDto'>): BudgetInputs {
  const pause = budget?.pause;
  return {
    name: budget?.name ?? `${account.name} in a month`,
    amountUsd: budget?.amountUsd ?? '',
    thresholds: (budget?.thresholds ?? [50, 80, 100]).join(', '),
    scope: 'bill',
    period: budget?.period ?? 'month',
    pause: pause?.resourceId ? 'kept' : pause ? 'key' : 'nothing',
  };
}

/** Makes a budget, or changes the one with this id. */
export async function saveBudget(
  account: Account,
  id: string | undefined,
  inputs: BudgetInputs,
): Promise<void> {
  const thresholds = thresholdsOf(inputs.thresholds) ?? [];
  const body = { name: inputs.name.trim(), amountUsd: inputs.amountUsd.trim(), thresholds };
  const pause =
    inputs.pause === 'key' ? { at: Math.max(...thresholds), provider: account.key } : null;
  if (id === undefined) {
    const { period } = inputs;
    await client.POST('/api/v1/insights/budgets', {
      body: { ...body, period, tz: 'UTC', scope: scopeOf(account, inputs), pause },
    });
  } else {
    await client.PATCH('/api/v1/insights/budgets/{id}', {
      params: { path: { id } },
      body: { ...body, ...(inputs.pause !== 'kept' && { pause }) },
    });
  }
}

function scopeOf({ bill, key }: Account, { scope }: BudgetInputs): Schema<'BudgetScopeDto'> {
  if (scope === 'bill') return { of: bill };
  return scope === 'key' ? { of: 'calls', provider: key } : { of: 'calls' };
}
