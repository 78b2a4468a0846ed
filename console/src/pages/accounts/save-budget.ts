import { client, type Schema } from '../../api/index.ts';
import { ownZone } from '../../shell/period.ts';
import type { Account } from './account.ts';
import { thresholdsOf } from './budget-words.ts';

/** What the form of a budget holds. */
export interface BudgetInputs {
  readonly name: string;
  readonly amountUsd: string;
  readonly thresholds: string;
  readonly scope: 'bill' | 'workspace' | 'key' | 'resource' | 'calls';
  readonly workspaceId: string;
  /** Whose calls count, or which goes off sale; where both are asked for, they are one. */
  readonly resourceId: string;
  readonly period: 'month' | 'day';
  /** IANA name; bills are counted in UTC whatever it says. */
  readonly tz: string;
  readonly pause: 'nothing' | 'key' | 'resource';
}

/** What the form begins with. */
export function startingWith(account: Account, budget?: Schema<'BudgetDto'>): BudgetInputs {
  const pause = budget?.pause;
  return {
    name: budget?.name ?? `${account.name} in a month`,
    amountUsd: budget?.amountUsd ?? '',
    thresholds: (budget?.thresholds ?? [50, 80, 100]).join(', '),
    scope: 'bill',
    workspaceId: '',
    resourceId: pause?.resourceId ?? budget?.scope.resourceId ?? '',
    period: budget?.period ?? 'month',
    tz: ownZone(),
    pause: pause?.resourceId ? 'resource' : pause ? 'key' : 'nothing',
  };
}

/** Makes a budget, or changes the one with this id. */
export async function saveBudget(
  account: Account,
  id: string | undefined,
  inputs: BudgetInputs,
): Promise<void> {
  const thresholds = thresholdsOf(inputs.thresholds) ?? [];
  const body = {
    name: inputs.name.trim(),
    amountUsd: inputs.amountUsd.trim(),
    thresholds,
    pause: pauseOf(account, inputs, Math.max(...thresholds)),
  };
  if (id === undefined) {
    const scope = scopeOf(account, inputs);
    const tz = scope.of === 'calls' ? inputs.tz : 'UTC';
    await client.POST('/api/v1/insights/budgets', {
      body: { ...body, period: inputs.period, tz, scope },
    });
  } else {
    await client.PATCH('/api/v1/insights/budgets/{id}', { params: { path: { id } }, body });
  }
}

function pauseOf({ key }: Account, { pause, resourceId }: BudgetInputs, at: number) {
  if (pause === 'nothing') return null;
  return pause === 'key' ? { at, provider: key } : { at, resourceId };
}

function scopeOf({ bill, key }: Account, inputs: BudgetInputs): Schema<'BudgetScopeDto'> {
  const { scope, workspaceId, resourceId } = inputs;
  switch (scope) {
    case 'bill':
      return { of: bill };
    case 'workspace':
      return { of: bill, workspaceId };
    case 'key':
      return { of: 'calls', provider: key };
    case 'resource':
      return { of: 'calls', resourceId };
    case 'calls':
      return { of: 'calls' };
  }
}
