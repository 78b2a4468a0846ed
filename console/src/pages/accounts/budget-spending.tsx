import type { Schema } from '../../api/index.ts';
import { ResourceName, WorkspaceName } from './budget-choices.tsx';

/** Whose spending a budget counts, and of which days. */
export function BudgetSpending({
  budget: { scope, period, tz },
}: {
  readonly budget: Schema<'BudgetDto'>;
}) {
  return (
    <>
      <Spending scope={scope} />, each {period} of {tz}
    </>
  );
}

function Spending({
  scope: { of, provider, resourceId, workspaceId },
}: {
  readonly scope: Schema<'ScopeAnswer'>;
}) {
  if (of !== 'calls') {
    const bill = of === 'anthropic' ? 'The bill of Anthropic' : 'The bill of OpenRouter';
    if (workspaceId === null) return bill;
    return (
      <>
        {bill} for <WorkspaceName id={workspaceId} />
      </>
    );
  }
  if (resourceId !== null) {
    return (
      <>
        Calls of <ResourceName id={resourceId} />
      </>
    );
  }
  return provider === null ? 'All calls on your keys' : `Calls on your ${provider} key`;
}
