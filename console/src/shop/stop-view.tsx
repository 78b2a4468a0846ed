import { Badge, type Tone } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { usd } from '../design/figures.ts';
import type { Eip1193 } from '../wallet/wallets.ts';
import { RefundRequest } from './refund-request.tsx';
import { RefundView } from './refund-view.tsx';
import { decimalUsdc } from './sale.ts';
import type { Stop } from './stop.ts';

const PAYMENT: Readonly<Record<Stop['payment'], readonly [Tone, string]>> = {
  not_charged: ['good', 'Not charged'],
  charged: ['warn', 'Charged'],
  unknown: ['warn', 'Not known whether charged'],
};

/** Why there is no answer, whether it cost anything, and each way on. */
export function StopView({
  stop,
  path,
  wallet,
  onAgain,
  onFind,
  onAnew,
  onAccept,
}: {
  readonly stop: Stop;
  /** Where it was bought. */
  readonly path: string;
  readonly wallet: Eip1193 | undefined;
  readonly onAgain: (() => void) | undefined;
  readonly onFind: (() => void) | undefined;
  readonly onAnew: () => void;
  readonly onAccept: (amount: string) => void;
}) {
  const { title, detail, payment, ways, amount = '0', requestId } = stop;
  const [tone, words] = PAYMENT[payment];
  return (
    <section
      role="alert"
      className="rounded-card border border-line border-l-4 border-l-warn bg-card p-4 shadow-card sm:p-5"
    >
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h2 className="text-base font-semibold">{title}</h2>
        <Badge tone={tone}>{words}</Badge>
      </div>
      {detail !== undefined && <p className="mt-1 text-sm">{detail}</p>}
      {requestId !== undefined && (
        <p className="mt-1 text-sm text-faint">
          Request <code className="font-mono break-all">{requestId}</code>
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2 empty:hidden">
        {ways.includes('again') && onAgain && (
          <Button variant="primary" onClick={onAgain}>
            Send the same payment again
          </Button>
        )}
        {ways.includes('find') && onFind && (
          <Button onClick={onFind}>Look for it with the wallet</Button>
        )}
        {ways.includes('accept') && (
          <Button variant="primary" onClick={() => onAccept(amount)}>
            Go on with {usd(decimalUsdc(amount))}
          </Button>
        )}
        {ways.includes('anew') && <Button onClick={onAnew}>Try again</Button>}
      </div>
      <div className="mt-4 empty:hidden">
        {stop.refundId !== undefined && <RefundView id={stop.refundId} />}
        {stop.receiptId !== undefined && wallet && (
          <RefundRequest receiptId={stop.receiptId} path={path} wallet={wallet} />
        )}
      </div>
    </section>
  );
}
