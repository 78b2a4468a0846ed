import { useState } from 'react';
import type { Schema } from '../../api/index.ts';
import { Badge, Button, Card, date, Money, Unknown } from '../../design/index.ts';
import type { Account } from './account.ts';
import { PlanDialog } from './plan-dialog.tsx';

/** The plan: no provider tells it, so it stands as its creator declared it. */
export function Plan({
  account,
  plan,
}: {
  readonly account: Account;
  readonly plan: Schema<'PlanDto'>;
}) {
  const [isEditing, setEditing] = useState(false);
  const isDeclared = [plan.tier, plan.price, plan.cycle, plan.nextPayment].some(
    ({ value }) => value !== null,
  );
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div>
          <h2 className="flex flex-wrap items-center gap-2 text-base font-semibold">
            {plan.tier.value === null
              ? `${account.name} plan`
              : `${account.name} ${plan.tier.value}`}
            <Badge tone={isDeclared ? 'accent' : 'neutral'}>
              {isDeclared ? 'Declared by you' : 'Not declared'}
            </Badge>
          </h2>
          {!isDeclared && (
            <p className="text-sm text-faint">{account.name} tells nobody what plan you have.</p>
          )}
        </div>
        {isDeclared && (
          <dl className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
            <div>
              <dt className="text-faint">Price</dt>
              <dd className="font-medium">
                <Money value={plan.price.value} />
              </dd>
            </div>
            <div>
              <dt className="text-faint">Billing cycle</dt>
              <dd className="font-medium">{CYCLES[plan.cycle.value ?? ''] ?? <Unknown />}</dd>
            </div>
            <div>
              <dt className="text-faint">Next payment</dt>
              <dd className="font-medium">
                {plan.nextPayment.value === null ? (
                  <Unknown />
                ) : (
                  date(`${plan.nextPayment.value}T00:00:00Z`, 'UTC')
                )}
              </dd>
            </div>
          </dl>
        )}
        <Button small onClick={() => setEditing(true)}>
          {isDeclared ? 'Change' : 'Declare it'}
        </Button>
      </div>
      <PlanDialog
        account={account}
        plan={plan}
        open={isEditing}
        onClose={() => setEditing(false)}
      />
    </Card>
  );
}

const CYCLES: Readonly<Record<string, string>> = { monthly: 'Monthly', yearly: 'Yearly' };
