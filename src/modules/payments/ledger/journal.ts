/**
 * `wallet`: money in the seller's wallet (asset). `revenue`: what the seller earned (income).
 * `platform_fee`: what the seller owes the platform (liability). `refunds`: revenue given back
 * (contra income). `refunds_owed`: what the seller owes buyers (liability).
 */
export const LEDGER_ACCOUNTS = [
  'wallet',
  'revenue',
  'platform_fee',
  'refunds',
  'refunds_owed',
] as const;

export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/**
 * What happened: a buyer paid, a payment vanished from the chain, a refund became owed, was paid, or is
 * not owed any more because the payment vanished.
 */
export const JOURNAL_KINDS = [
  'settlement',
  'settlement_reversed',
  'refund_owed',
  'refund_paid',
  'refund_void',
] as const;

export type JournalKind = (typeof JOURNAL_KINDS)[number];

/** One line of a journal: positive amounts are debits, negative ones credits. */
export interface JournalLine {
  readonly kind: JournalKind;
  readonly account: LedgerAccount;
  readonly ownerId: string | null;
  readonly network: string;
  readonly asset: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
}

/** Money that changed hands, or is to. */
export interface Movement {
  /** The seller; null when the platform itself sells. */
  readonly ownerId: string | null;
  readonly network: string;
  readonly asset: string;
  /** Atomic units of the asset, positive. */
  readonly amount: bigint;
}

/** 100 % in basis points. */
const WHOLE = 10_000n;

/**
 * What the seller owes the platform for a payment, in atomic units, rounded down; the platform owes
 * itself nothing.
 * @param feeBasisPoints 0 to 10000
 */
export function platformFee(
  { ownerId, amount }: Pick<Movement, 'ownerId' | 'amount'>,
  feeBasisPoints: number,
): bigint {
  return ownerId === null ? 0n : (amount * BigInt(feeBasisPoints)) / WHOLE;
}

/** The journal of a payment that settled. `feeBasisPoints`: see {@link platformFee}. */
export function settlementJournal({
  feeBasisPoints,
  ...payment
}: Movement & { readonly feeBasisPoints: number }): readonly JournalLine[] {
  return settlementJournalWithFee({ ...payment, fee: platformFee(payment, feeBasisPoints) });
}

/** The journal of a payment of whose `amount` the seller owes the platform `fee`. */
export function settlementJournalWithFee({
  fee,
  ...payment
}: Movement & { readonly fee: bigint }): readonly JournalLine[] {
  const { amount } = payment;
  return journal('settlement', payment, [
    ['wallet', amount],
    ['revenue', fee - amount],
    ['platform_fee', -fee],
  ]);
}

/**
 * The journal of a refund that the seller owes the buyer from now on. The platform gives up `fee`,
 * its part of `amount`.
 */
export function refundOwedJournal({
  fee,
  ...refund
}: Movement & { readonly fee: bigint }): readonly JournalLine[] {
  const { amount } = refund;
  return journal('refund_owed', refund, [
    ['refunds', amount - fee],
    ['platform_fee', fee],
    ['refunds_owed', -amount],
  ]);
}

/** The journal of an owed refund that reached the buyer. */
export function refundPaidJournal(refund: Movement): readonly JournalLine[] {
  const { amount } = refund;
  return journal('refund_paid', refund, [
    ['refunds_owed', amount],
    ['wallet', -amount],
  ]);
}

/**
 * The journal of a payment that vanished from the chain after it was booked. Where its refund was paid
 * already, the platform has given up its fee before, and the seller has given back that part as well.
 */
export function settlementReversedJournal({
  fee,
  isRefunded,
  ...payment
}: Movement & { readonly fee: bigint; readonly isRefunded: boolean }): readonly JournalLine[] {
  const { amount } = payment;
  return journal('settlement_reversed', payment, [
    ['wallet', -amount],
    ['revenue', amount - fee],
    [isRefunded ? 'refunds' : 'platform_fee', fee],
  ]);
}

/** The journal of an owed refund of a payment that vanished: what {@link refundOwedJournal} did. */
export function refundVoidJournal({
  fee,
  ...refund
}: Movement & { readonly fee: bigint }): readonly JournalLine[] {
  const { amount } = refund;
  return journal('refund_void', refund, [
    ['refunds', fee - amount],
    ['platform_fee', -fee],
    ['refunds_owed', amount],
  ]);
}

/** Lines of nothing are left out. */
function journal(
  kind: JournalKind,
  { ownerId, network, asset }: Movement,
  lines: readonly (readonly [LedgerAccount, bigint])[],
): readonly JournalLine[] {
  return lines
    .filter(([, amount]) => amount !== 0n)
    .map(([account, amount]) => ({ kind, account, ownerId, network, asset, amount }));
}
