import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, client, type Schema } from '../../api/index.ts';
import {
  Ago,
  Badge,
  Button,
  classes,
  Dialog,
  drawn,
  Money,
  Note,
  usd,
} from '../../design/index.ts';
import type { Account } from './account.ts';
import { BudgetDialog } from './budget-dialog.tsx';
import { ResourceName } from './budget-choices.tsx';
import { BudgetSpending } from './budget-spending.tsx';

type Budget = Schema<'BudgetDto'>;

/** A budget: what is spent of it, what it has told, and what it paused. */
export function BudgetItem({
  account,
  budget,
}: {
  readonly account: Account;
  readonly budget: Budget;
}) {
  const [asking, setAsking] = useState<'change' | 'delete'>();
  const { name, amountUsd, period, standing, pause } = budget;
  const close = () => setAsking(undefined);
  const paused = standing.reached.find((each) => each.pause?.status === 'done')?.pause;
  return (
    <li className="flex flex-col gap-2 py-4">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="flex flex-wrap items-center gap-2 font-medium">
            {name} {paused && <Badge tone="bad">Paused</Badge>}
            {standing.isStale && <Badge tone="warn">Not up to date</Badge>}
          </h3>
          <p className="text-sm text-faint">
            <BudgetSpending budget={budget} />
          </p>
        </div>
        <div className="-mr-2 flex shrink-0 gap-1">
          <Button
            small
            variant="quiet"
            onClick={() => setAsking('change')}
            aria-label={`Change ${name}`}
          >
            Change
          </Button>
          <Button
            small
            variant="quiet"
            onClick={() => setAsking('delete')}
            aria-label={`Delete ${name}`}
          >
            Delete
          </Button>
        </div>
      </div>
      <Bar budget={budget} />
      <p className="flex flex-wrap justify-between gap-x-4 text-sm">
        <span>
          <Money value={standing.spentUsd} certainty={standing.certainty} /> of {usd(amountUsd)} a{' '}
          {period}
        </span>
        <span className="text-faint">
          alerts at {budget.thresholds.map((each) => `${each} %`).join(', ')}
        </span>
      </p>
      <p className="text-sm text-faint">
        {pause !== null && (
          <>
            At {pause.at} %{' '}
            {pause.resourceId === null ? (
              `your ${pause.provider} key is switched off`
            ) : (
              <>
                <ResourceName id={pause.resourceId} /> goes off sale
              </>
            )}
            .{' '}
          </>
        )}
        {standing.evaluatedAt !== null && (
          <>
            Checked <Ago at={standing.evaluatedAt} />.
          </>
        )}
      </p>
      <BudgetDialog account={account} budget={budget} open={asking === 'change'} onClose={close} />
      <DeleteDialog budget={budget} open={asking === 'delete'} onClose={close} />
    </li>
  );
}

/** How much is spent, with a mark at each threshold. */
function Bar({ budget: { name, standing, thresholds } }: { readonly budget: Budget }) {
  const percent = drawn(standing.percent) ?? 0;
  const tone = percent >= 100 ? 'bg-bad' : percent >= 80 ? 'bg-warn' : 'bg-chart-1';
  return (
    <div
      role="progressbar"
      aria-label={`Spent of ${name}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(percent, 100)}
      aria-valuetext={standing.percent === null ? 'not known' : `${standing.percent} percent`}
      className="relative h-2.5 overflow-hidden rounded-full bg-sunk"
    >
      <div
        className={classes('absolute inset-y-0 left-0', tone)}
        style={{ width: `${Math.min(percent, 100)}%` }}
      />
      {thresholds
        .filter((each) => each < 100)
        .map((each) => (
          <div
            key={each}
            className="absolute inset-y-0 w-px bg-line-strong"
            style={{ left: `${each}%` }}
          />
        ))}
    </div>
  );
}

function DeleteDialog({
  budget: { id, name },
  open,
  onClose,
}: {
  readonly budget: Budget;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.DELETE('/api/v1/insights/budgets/{id}', { params: { path: { id } } }),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['get', '/api/v1/insights/budgets'] });
    },
  });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Delete the budget “${name}”?`}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </Button>
        </>
      }
    >
      <p>Nobody is told any more. What it paused stays paused until you resume it.</p>
      {remove.error && <Note tone="bad">{ApiProblem.from(remove.error).message}</Note>}
    </Dialog>
  );
}
