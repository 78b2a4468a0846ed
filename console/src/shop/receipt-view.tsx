import { usd } from '../design/figures.ts';
import { OutIcon } from '../design/page-icons.tsx';
import type { Eip1193 } from '../wallet/wallets.ts';
import type { Receipt } from './answer.ts';
import { RefundRequest } from './refund-request.tsx';
import type { Sale } from './sale.ts';

/** The proof of a payment, and where anybody can look it up. */
export function ReceiptView({
  receipt,
  sale,
  wallet,
}: {
  readonly receipt: Receipt;
  readonly sale: Sale;
  /** What asks for a refund; undefined while none can. */
  readonly wallet: Eip1193 | undefined;
}) {
  const { id, amount, network, transaction, payer } = receipt;
  const paidOn = sale.networks.find((each) => each.id === network);
  return (
    <section aria-label="Receipt" className="mt-5 border-t border-dashed border-line-strong pt-4">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        <dt className="text-faint">Paid</dt>
        <dd>
          <strong className="figures">{usd(amount)}</strong> on {paidOn?.name ?? network}
        </dd>
        <dt className="text-faint">From</dt>
        <dd className="truncate font-mono">{payer}</dd>
        <dt className="text-faint">Transaction</dt>
        <dd className="min-w-0 truncate font-mono">
          {paidOn?.explorer === undefined ? (
            transaction
          ) : (
            <a
              className="link"
              href={`${paidOn.explorer}/tx/${transaction}`}
              target="_blank"
              rel="noreferrer"
            >
              {transaction}
            </a>
          )}
        </dd>
      </dl>
      <p className="mt-3 text-sm">
        <a
          className="link inline-flex items-center gap-1"
          href={`/api/v1/receipts/${id}`}
          target="_blank"
          rel="noreferrer"
        >
          Signed receipt <OutIcon />
        </a>
      </p>
      {wallet && (
        <div className="mt-3">
          <RefundRequest key={id} receiptId={id} path={sale.path} wallet={wallet} />
        </div>
      )}
    </section>
  );
}
