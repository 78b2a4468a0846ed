import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Field, Textarea } from '../design/field.tsx';
import type { Eip1193 } from '../wallet/wallets.ts';
import { keepRefund } from './refund.ts';
import { RefundView } from './refund-view.tsx';

const LONGEST_REASON = 1_000;

/** Asks the seller for the money of a call back, with the wallet that paid; then shows how that stands. */
export function RefundRequest({
  receiptId,
  path,
  wallet,
}: {
  readonly receiptId: string;
  /** Where it was bought. */
  readonly path: string;
  readonly wallet: Eip1193;
}) {
  const [refundId, setRefundId] = useState<string>();
  const [error, setError] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const ask = async (reason: string) => {
    setAsking(true);
    setError(undefined);
    try {
      const { askRefund } = await import('./ask-refund.ts');
      const { id } = await askRefund(receiptId, reason, wallet);
      keepRefund(path, id);
      setRefundId(id);
    } catch (failure) {
      setError(`Nothing was asked for: ${failure instanceof Error ? failure.message : failure}`);
    }
    setAsking(false);
  };
  if (refundId !== undefined) return <RefundView id={refundId} />;
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer font-medium">Ask for your money back</summary>
      <form
        className="mt-3 flex flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void ask(String(new FormData(event.currentTarget).get('reason')));
        }}
      >
        <Field
          className="w-full"
          label="Why"
          hint="The seller reads it and decides. Your wallet signs it, which costs nothing."
          error={error}
        >
          {(props) => (
            <Textarea {...props} name="reason" rows={3} required maxLength={LONGEST_REASON} />
          )}
        </Field>
        <Button type="submit" busy={isAsking}>
          Ask for a refund
        </Button>
      </form>
    </details>
  );
}
