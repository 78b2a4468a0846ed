import type { AssetTransfer, MinedTransaction } from '../networks/payment-network.js';

/** Why a transaction does not pay a refund; stable codes that clients can act on. */
export type WrongTransfer =
  | 'transaction_failed'
  | 'not_after_payment'
  | 'asset_not_transferred'
  | 'wrong_recipient'
  | 'wrong_sender'
  | 'sender_unproven'
  | 'wrong_amount'
  | 'pays_a_call'
  | 'already_used';

/** What pays a refund. */
export interface ExpectedTransfer {
  /** Wallets that the money may come from: those known to be the creator's. */
  readonly senders: readonly string[];
  /** Wallets that the creator is, or was, paid to and never showed to be theirs. */
  readonly unproven: readonly string[];
  readonly recipient: string;
  /** Atomic units of the asset, exactly. */
  readonly amount: bigint;
  /** Block of the payment that is given back. */
  readonly paymentBlock: bigint;
}

/** The transfers of a transaction that fit, at least one, or what is wrong with the closest. */
export function fittingTransfers(
  expected: ExpectedTransfer,
  { succeeded, block, transfers }: MinedTransaction,
): readonly AssetTransfer[] | WrongTransfer {
  if (!succeeded) return 'transaction_failed';
  if (block <= expected.paymentBlock) return 'not_after_payment';
  if (transfers.length === 0) return 'asset_not_transferred';
  const received = transfers.filter(({ to }) => to === expected.recipient);
  if (received.length === 0) return 'wrong_recipient';
  const sent = received.filter(({ from }) => expected.senders.includes(from));
  if (sent.length === 0) {
    const isUnproven = received.some(({ from }) => expected.unproven.includes(from));
    return isUnproven ? 'sender_unproven' : 'wrong_sender';
  }
  const exact = sent.filter(({ amount }) => amount === expected.amount);
  return exact.length === 0 ? 'wrong_amount' : exact;
}
