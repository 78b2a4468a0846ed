import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiProblem } from '../../api/index.ts';
import { NetworkName, Transaction } from '../../chain/index.ts';
import { Button, Copyable, Dialog, Field, Input, Note, usd } from '../../design/index.ts';
import { isRejection, useWallets } from '../../wallet/wallets.ts';
import { NotSent, payWith, report, transferFor } from './pay-refund.ts';
import type { Refund } from './refund-words.ts';

/** Sends the money with a wallet of this browser, or takes the transaction of who sent it otherwise. */
export function PayDialog({
  refund,
  open,
  onClose,
}: {
  readonly refund: Refund;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title={`Pay ${usd(refund.amount)} back`}>
      <Choices refund={refund} onDone={onClose} />
    </Dialog>
  );
}

function Choices({ refund, onDone }: { readonly refund: Refund; readonly onDone: () => void }) {
  const wallets = useWallets();
  const queries = useQueryClient();
  const [hash, setHash] = useState('');
  const sent = transferFor(refund);
  const pay = useMutation({
    mutationFn: (work: () => Promise<void>) => work(),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries();
    },
  });
  return (
    <div className="flex flex-col gap-4">
      <p>
        Send exactly {usd(refund.amount)} USDC on <NetworkName id={refund.network} /> to the buyer,
        from the wallet that you sign in with, or another that you have shown to be yours.
      </p>
      <Copyable text={refund.payer} what="the address of the buyer" />
      {sent !== undefined && !pay.isPending && (
        <Sent
          network={refund.network}
          hash={sent}
          onRecord={() => pay.mutate(() => report(refund.id, sent))}
        />
      )}
      {sent === undefined &&
        wallets.map((wallet) => (
          <Button
            key={wallet.info.uuid}
            variant="primary"
            busy={pay.isPending}
            onClick={() => pay.mutate(() => payWith(wallet.provider, refund))}
          >
            Pay with {wallet.info.name}
          </Button>
        ))}
      {pay.isPending && (
        <p role="status" className="text-sm text-faint">
          Confirm it in your wallet. Then it takes until the chain shows the transfer.
        </p>
      )}
      {pay.error && <Failure error={pay.error} wasSent={sent !== undefined} />}
      <details className="border-t border-line pt-3">
        <summary className="text-sm font-medium">I have sent it already</summary>
        <form
          className="mt-3 flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            pay.mutate(() => report(refund.id, hash));
          }}
        >
          <Field
            label="Transaction"
            hint="Its hash. Without it the server finds the transfer within about ten minutes."
          >
            {(props) => (
              <Input
                {...props}
                required
                pattern="0x[0-9a-fA-F]{64}"
                placeholder="0x…"
                className="font-mono"
                value={hash}
                onChange={({ target }) => setHash(target.value.trim())}
              />
            )}
          </Field>
          <Button type="submit" busy={pay.isPending} className="self-end">
            Record this transfer
          </Button>
        </form>
      </details>
    </div>
  );
}

/** What this browser has sent already is not sent again by mistake. */
function Sent({
  network,
  hash,
  onRecord,
}: {
  readonly network: string;
  readonly hash: string;
  readonly onRecord: () => void;
}) {
  return (
    <Note tone="accent">
      <p>
        You have sent it from here: <Transaction network={network} hash={hash} />. It is not
        recorded yet.
      </p>
      <Button small variant="primary" className="mt-2" onClick={onRecord}>
        Record it
      </Button>
    </Note>
  );
}

function Failure({
  error,
  wasSent,
}: {
  readonly error: unknown;
  readonly wasSent: boolean;
}): ReactNode {
  if (isRejection(error)) {
    return <Note tone="warn">You said no in your wallet. Nothing was sent.</Note>;
  }
  return <Note tone="bad">{whatWentWrong(error, wasSent)}</Note>;
}

function whatWentWrong(error: unknown, wasSent: boolean): string {
  if (error instanceof ApiProblem || error instanceof NotSent) return error.message;
  if (wasSent) return `It was sent, and the server could not be told: ${text(error)}`;
  return `The wallet did not send it: ${text(error)}`;
}

function text(error: unknown): string {
  return (error as { message?: string } | null)?.message ?? 'it says no more';
}
