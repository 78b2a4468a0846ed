import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type Schema } from '../../api/index.ts';
import { NetworkName, Transaction } from '../../chain/index.ts';
import {
  At,
  Badge,
  Copyable,
  Dialog,
  Money,
  StateView,
  type Tone,
  Unknown,
} from '../../design/index.ts';
import { earningsRoute } from './index.ts';
import { STATUSES } from './refund-words.ts';

type Receipt = Schema<'ReceiptWithRefundDto'>;

/** The receipt that the address names, over the page. */
export function ReceiptDialog() {
  const { receipt: id } = earningsRoute.useSearch();
  const navigate = useNavigate();
  const close = () => {
    if (id === undefined) return;
    void navigate({ to: '.', search: without, replace: true, resetScroll: false });
  };
  return (
    <Dialog open={id !== undefined} onClose={close} title="Receipt">
      {id !== undefined && <ReceiptOf id={id} />}
    </Dialog>
  );
}

function without(before: object) {
  return { ...before, receipt: undefined };
}

function ReceiptOf({ id }: { readonly id: string }) {
  const receipt = api.useQuery('get', '/api/v1/receipts/{id}', { params: { path: { id } } });
  return (
    <StateView of={receipt} height="h-80">
      {(found) => <Told receipt={found} />}
    </StateView>
  );
}

const FINALITY: Readonly<Record<Receipt['finality']['state'], readonly [string, Tone]>> = {
  pending: ['Not final yet', 'warn'],
  final: ['Final', 'good'],
  reversed: ['Vanished from the chain', 'bad'],
};

function Told({ receipt }: { readonly receipt: Receipt }) {
  const { finality, network, refund } = receipt;
  const [word, tone] = FINALITY[finality.state];
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap items-center gap-3">
        <span className="text-2xl font-semibold">
          <Money value={receipt.amount} whole />
        </span>
        <Badge tone={tone}>{word}</Badge>
        {refund !== null && (
          <Badge tone={STATUSES[refund.status][1]}>Refund: {STATUSES[refund.status][0]}</Badge>
        )}
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">
        <Line name="Resource">{receipt.resource ?? <Unknown why="deleted" />}</Line>
        <Line name="Paid">
          <At at={receipt.settledAt} />
        </Line>
        <Line name="Network">
          <NetworkName id={network} />
        </Line>
        <Line name="Transaction">
          <Transaction network={network} hash={finality.transaction} />
        </Line>
        <Line name="Buyer">
          <code className="font-mono break-all">{receipt.payer}</code>
        </Line>
        <Line name="Paid to">
          <code className="font-mono break-all">{receipt.payTo}</code>
        </Line>
      </dl>
      <div>
        <p className="mb-1 text-sm text-faint">
          The signed receipt (JWS); anybody can verify it with the keys of this server.
        </p>
        <Copyable text={receipt.signature} what="the signed receipt" />
      </div>
    </div>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
