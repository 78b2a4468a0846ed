/**
 * `wallet`: money that reached the seller's wallet (an asset, grows by debits). `revenue`: what the
 * seller earned (income, grows by credits).
 */
export type LedgerAccount = 'wallet' | 'revenue';

/** One line of a journal: positive amounts are debits, negative ones credits. */
export interface JournalLine {
  readonly account: LedgerAccount;
  readonly ownerId: string | null;
  readonly network: string;
  readonly asset: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
}

/** A payment that settled. */
export interface SettledPayment {
  readonly ownerId: string | null;
  readonly network: string;
  readonly asset: string;
  /** Atomic units of the asset, positive. */
  readonly amount: bigint;
}

/** The journal of a settled payment: the seller's wallet is debited, their revenue credited. */
export function settlementJournal({ amount, ...rest }: SettledPayment): readonly JournalLine[] {
  return [
    { ...rest, account: 'wallet', amount },
    { ...rest, account: 'revenue', amount: -amount },
  ];
}
