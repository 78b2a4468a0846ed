import { Button } from '../design/button.tsx';
import { usd } from '../design/figures.ts';
import { Ago } from '../design/time.tsx';
import type { OpenPayment } from './open-payment.ts';
import { decimalUsdc, type Sale } from './sale.ts';

/** The way back to a payment whose answer was never shown. */
export function ComeBack({
  payment,
  sale,
  onFind,
  onForget,
}: {
  readonly payment: OpenPayment;
  readonly sale: Sale;
  /** Undefined while no wallet is there. */
  readonly onFind: (() => void) | undefined;
  readonly onForget: () => void;
}) {
  const { amount, payer, network, signedAt } = payment;
  const name = sale.networks.find(({ id }) => id === network)?.name ?? network;
  return (
    <section
      aria-label="An open payment"
      className="rounded-card border border-line border-l-4 border-l-accent bg-card p-4 shadow-card sm:p-5"
    >
      <h2 className="text-base font-semibold">You signed a payment here, and saw no answer</h2>
      <p className="mt-1 text-sm">
        {usd(decimalUsdc(amount))} on {name}, from{' '}
        <code className="font-mono">{`${payer.slice(0, 6)}…${payer.slice(-4)}`}</code>,{' '}
        <Ago at={new Date(signedAt * 1_000).toISOString()} />. Your wallet opens what came of it,
        without paying again.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button variant="primary" disabled={onFind === undefined} onClick={onFind}>
          Look for it with the wallet
        </Button>
        <Button variant="quiet" onClick={onForget}>
          Forget it
        </Button>
      </div>
    </section>
  );
}
