import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { NetworkName, Transaction } from '../../chain/index.ts';
import { Ago, Badge, Button, Money } from '../../design/index.ts';
import { DecideDialog } from './decide-dialog.tsx';
import { PayDialog } from './pay-dialog.tsx';
import { causeOf, type Refund, STATUSES } from './refund-words.ts';

type Asking = 'approve' | 'decline' | 'pay';

/** One refund: who wants what back and why, and what the creator can do about it. */
export function RefundItem({ refund }: { readonly refund: Refund }) {
  const [asking, setAsking] = useState<Asking>();
  const [word, tone] = STATUSES[refund.status];
  const close = () => setAsking(undefined);
  return (
    <li className="flex flex-col gap-3 rounded-control border border-line p-3 sm:flex-row sm:items-center sm:p-4">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="text-lg font-semibold">
            <Money value={refund.amount} whole />
          </span>
          <Badge tone={tone}>{word}</Badge>
          <span className="text-sm text-faint">
            <NetworkName id={refund.network} /> ·{' '}
            <Ago at={refund.requestedAt ?? refund.createdAt} />
          </span>
        </p>
        <blockquote className="mt-1">{causeOf(refund)}</blockquote>
        {refund.decisionNote !== null && refund.decisionNote !== '' && (
          <p className="text-sm text-faint">Your note: {refund.decisionNote}</p>
        )}
        <p className="mt-1 flex flex-wrap items-center gap-x-3 text-sm">
          <Link
            to="."
            search={(before) => ({ ...before, receipt: refund.receiptId })}
            resetScroll={false}
            className="link"
          >
            Receipt
          </Link>
          {refund.transaction !== null && (
            <span>
              paid by <Transaction network={refund.network} hash={refund.transaction} />
            </span>
          )}
        </p>
      </div>
      <Actions status={refund.status} ask={setAsking} />
      <DecideDialog
        refund={refund}
        decision={asking === 'pay' ? undefined : asking}
        onClose={close}
      />
      <PayDialog refund={refund} open={asking === 'pay'} onClose={close} />
    </li>
  );
}

function Actions({
  status,
  ask,
}: {
  readonly status: Refund['status'];
  readonly ask: (what: Asking) => void;
}) {
  if (status === 'requested') {
    return (
      <div className="flex gap-2">
        <Button small onClick={() => ask('decline')}>
          Decline
        </Button>
        <Button small variant="primary" onClick={() => ask('approve')}>
          Approve
        </Button>
      </div>
    );
  }
  if (status !== 'owed') return null;
  return (
    <div>
      <Button small variant="primary" onClick={() => ask('pay')}>
        Pay back
      </Button>
    </div>
  );
}
