import { useState } from 'react';
import { api, type Schema } from '../../api/index.ts';
import { Button, Card, Empty, PlusIcon, StateView } from '../../design/index.ts';
import type { Account } from './account.ts';
import { BudgetDialog } from './budget-dialog.tsx';
import { BudgetItem } from './budget-item.tsx';

const MOST = 50;

/** Amounts that the creator does not want to exceed, and how they stand. */
export function Budgets({ account }: { readonly account: Account }) {
  const [isCreating, setCreating] = useState(false);
  const budgets = api.useQuery('get', '/api/v1/insights/budgets', {
    params: { query: { limit: MOST } },
  });
  return (
    <Card
      title="Budgets"
      about="You are told when spending reaches a threshold; a budget can pause what spends."
      aside={
        <Button small onClick={() => setCreating(true)}>
          <PlusIcon /> New budget
        </Button>
      }
    >
      <StateView
        of={budgets}
        height="h-36"
        isEmpty={({ items }) => !items.some((budget) => isAbout(budget, account))}
        empty={
          <Empty title="No budgets">
            Set one, and nobody is surprised by the bill of {account.name}.
          </Empty>
        }
      >
        {({ items }) => (
          <ul className="-my-4 divide-y divide-line">
            {items
              .filter((budget) => isAbout(budget, account))
              .map((budget) => (
                <BudgetItem key={budget.id} account={account} budget={budget} />
              ))}
          </ul>
        )}
      </StateView>
      <BudgetDialog account={account} open={isCreating} onClose={() => setCreating(false)} />
    </Card>
  );
}

/** Bills of this account, and calls on its key: those on all keys too. */
function isAbout({ scope }: Schema<'BudgetDto'>, { bill, key }: Account): boolean {
  if (scope.of !== 'calls') return scope.of === bill;
  return scope.provider === null || scope.provider === key;
}
