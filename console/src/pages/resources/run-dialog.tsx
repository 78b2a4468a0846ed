import type { ReactNode } from 'react';
import { api, type Schema } from '../../api/index.ts';
import { NetworkName, OnExplorer } from '../../chain/index.ts';
import { At, Copyable, Dialog, Money, OutIcon, StateView, usd } from '../../design/index.ts';

type Line = Schema<'UsageLineDto'>;

/** One run: who paid, where the money moved, the receipt, and why there is no result where there is none. */
export function RunDialog({
  line,
  onClose,
}: {
  readonly line: Line | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={line !== undefined} onClose={onClose} title="Run">
      {line && <Run line={line} />}
    </Dialog>
  );
}

function Run({ line }: { readonly line: Line }) {
  const { executionId, createdAt, amountPaid, payer, network, transaction, model, failure } = line;
  return (
    <div className="flex flex-col gap-4 text-sm">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        <Fact name="When">
          <At at={createdAt} />
        </Fact>
        <Fact name="Paid">
          <Money value={amountPaid} whole />
          {network !== null && (
            <>
              {' '}
              on <NetworkName id={network} />
            </>
          )}
        </Fact>
        {model !== null && <Fact name="Model">{model}</Fact>}
        {failure !== null && <Fact name="No result">{failure.replaceAll('_', ' ')}</Fact>}
      </dl>
      {payer !== null && <Named name="Payer" text={payer} />}
      {transaction !== null && (
        <div>
          <Named name="Transaction" text={transaction} />
          {network !== null && (
            <OnExplorer network={network} hash={transaction}>
              See it on the chain <OutIcon />
            </OnExplorer>
          )}
        </div>
      )}
      {transaction !== null && <ReceiptOf executionId={executionId} />}
    </div>
  );
}

function ReceiptOf({ executionId }: { readonly executionId: string }) {
  const execution = api.useQuery('get', '/api/v1/executions/{id}', {
    params: { path: { id: executionId } },
  });
  return (
    <StateView of={execution} height="h-16">
      {({ receipt }) =>
        receipt ? (
          <div>
            <Named name="Receipt, signed" text={receipt.signature} />
            <p className="mt-1 text-faint">
              Of call {receipt.id}: {usd(receipt.amount)} to {receipt.payTo}
            </p>
          </div>
        ) : (
          <p className="text-faint">There is no receipt yet.</p>
        )
      }
    </StateView>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Named({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <p className="mb-1 text-faint">{name}</p>
      <Copyable text={text} what={name.toLowerCase()} />
    </div>
  );
}
