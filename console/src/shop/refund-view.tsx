import { useEffect, useState } from 'react';
import { Badge, Note, type Tone } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { usd } from '../design/figures.ts';
import { readRefund, type Refund } from './refund.ts';

const STANDINGS: Readonly<
  Record<Refund['status'], readonly [Tone, string, (amount: string) => string]>
> = {
  requested: ['accent', 'Asked for', () => 'The seller reads your reason and decides.'],
  owed: [
    'warn',
    'Owed',
    (amount) =>
      `The seller has to send ${amount} to the wallet that paid. The server watches the chain for it.`,
  ],
  declined: ['bad', 'Declined', () => 'The seller said no. That is final.'],
  paid: ['good', 'Paid back', (amount) => `${amount} went back to the wallet that paid.`],
  void: [
    'neutral',
    'Nothing to pay back',
    () => 'Your payment vanished from the chain, so it cost you nothing.',
  ],
};

/** How a refund stands, as the server tells it now. */
export function RefundView({
  id,
  onForget,
}: {
  readonly id: string;
  readonly onForget?: (() => void) | undefined;
}) {
  const { refund, error, isAsking, ask } = useStanding(id);
  const [tone, word, words] = refund ? STANDINGS[refund.status] : UNTOLD;
  return (
    <section aria-label="Refund" aria-busy={isAsking}>
      <h3 className="flex items-center gap-2 text-sm font-semibold">
        Your refund <Badge tone={tone}>{word}</Badge>
      </h3>
      <p role="status" className="mt-1 text-sm">
        {refund && words(usd(refund.amount))}
      </p>
      {refund?.transaction && (
        <p className="mt-1 truncate font-mono text-sm">{refund.transaction}</p>
      )}
      {error && <Note tone="warn">{error}</Note>}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button small busy={isAsking} onClick={ask}>
          See how it stands now
        </Button>
        {onForget && (
          <Button small variant="quiet" onClick={onForget}>
            Forget it
          </Button>
        )}
      </div>
    </section>
  );
}

const NO_ANSWER = 'The server does not tell now. Ask again in a moment.';
const UNTOLD = ['neutral', 'Asking…', () => ''] as const;

/** Reads how it stands, once and whenever it is asked for. */
function useStanding(id: string) {
  const [asked, setAsked] = useState(1);
  const [told, tell] = useState<{ refund?: Refund; error?: string; answered: number }>({
    answered: 0,
  });
  useEffect(() => {
    readRefund(id).then(
      (refund) => tell({ refund, answered: asked }),
      () =>
        tell(({ refund }) => ({ ...(refund && { refund }), error: NO_ANSWER, answered: asked })),
    );
  }, [id, asked]);
  const { refund, error, answered } = told;
  return { refund, error, isAsking: answered < asked, ask: () => setAsked(asked + 1) };
}
