import type { RefundStatus } from '../refunds/refund-lifecycle.js';
import type { JournalLine } from '../ledger/journal.js';

/** What the books say of one claim. */
export interface ClaimRecord {
  readonly settled: boolean;
  readonly ownerId: string | null;
  readonly network: string;
  readonly asset: string;
  readonly payer: string;
  readonly payTo: string;
  /** Atomic units of the asset that were paid. */
  readonly amount: bigint;
  readonly transaction: string | null;
  /** What the network was asked to move, where the call was charged by use. */
  readonly charge: bigint | null;
}

/** What the books say of the settlement of a claim. */
export interface SettlementRecord extends Omit<ClaimRecord, 'settled' | 'charge'> {
  readonly transaction: string;
  readonly fee: bigint;
  /** That the transfer stands in now: another one where it was mined again. */
  readonly standsIn: string;
  /** Whether it vanished from the chain and was booked back. */
  readonly isReversed: boolean;
  /** Whether its refund reached the buyer. */
  readonly isRefunded: boolean;
  /** How many settlements say that they are this very transfer: 1 when it is the only one. */
  readonly claimants: number;
}

/** What the books say of a refund. */
export interface RefundRecord extends Omit<ClaimRecord, 'settled' | 'payTo' | 'charge'> {
  readonly status: RefundStatus;
  /** What the platform gave up of its fee. */
  readonly fee: bigint;
  /** Which log of the transaction paid it. */
  readonly logIndex: number | null;
}

/** Everything the database holds under one id, read at one moment. */
export interface Subject {
  /** Id of a claim, or of whatever else has a journal. */
  readonly id: string;
  readonly claim: ClaimRecord | null;
  readonly settlement: SettlementRecord | null;
  readonly refund: RefundRecord | null;
  readonly lines: readonly JournalLine[];
}

/** Something that does not agree. */
export interface Disagreement {
  readonly subject: string;
  readonly code:
    | 'unbalanced_journal'
    | 'settlement_missing'
    | 'settlement_differs'
    | 'charge_differs'
    | 'settlement_journal_missing'
    | 'settlement_journal_differs'
    | 'reversal_differs'
    | 'reversed_but_there'
    | 'claim_not_settled'
    | 'refund_journal_missing'
    | 'refund_journal_differs'
    | 'refund_not_owed'
    | 'refund_missing'
    | 'claim_stuck'
    | 'note_pending'
    | 'network_unknown'
    | 'transfer_missing'
    | 'transfer_shared';
  readonly detail: string;
}

/** A transfer that must be on the chain, with how many records claim to be it. */
export interface ClaimedTransfer {
  readonly transaction: string;
  /** Null when it may come from any wallet. */
  readonly from: string | null;
  readonly to: string;
  /** Atomic units of the asset. */
  readonly amount: bigint;
  readonly network: string;
  readonly asset: string;
  /** Which log of the transaction it is; null when any will do. */
  readonly logIndex: number | null;
  /** 0 for one that was booked back: it must not be there. */
  readonly claimants: number;
}
