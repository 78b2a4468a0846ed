import type { Lane } from './lane.js';
import type { Mode } from './faults.js';

/** What one sender was told. */
export interface Answer {
  readonly replica: number;
  readonly mode: Mode | 'status';
  /** Undefined when the connection broke before or during the answer. */
  readonly status: number | undefined;
  readonly code: string | undefined;
  /** What it said of the payment: `charged`, `not_charged` or `unknown`. */
  readonly payment: string | undefined;
  /** The result with its id; undefined unless it came whole. */
  readonly result: { readonly id: string; readonly response: string } | undefined;
}

/** One payment and what its buyer was told at last, when everything had healed and rested. */
export interface RoundEvidence {
  readonly lane: Lane;
  /** Its claims when everything rested. */
  readonly rested: readonly ClaimRow[];
  /** By each replica; empty for a payment that was not charged. */
  readonly finals: readonly Answer[];
}

/** A row of `payment_claims`. */
export interface ClaimRow {
  readonly id: string;
  readonly nonce: string;
  readonly payer: string;
  readonly status: string;
  readonly work: string;
  readonly policy: string;
  readonly attempts: number;
  readonly amount: bigint;
  readonly transaction: string | null;
  readonly result: unknown;
  readonly isEnded: boolean;
  readonly refundOwed: boolean;
}

/** A row of `settlements`. */
export interface SettlementRow {
  readonly claimId: string;
  readonly payer: string;
  readonly amount: bigint;
  /** That it stands in now, which a reorganisation may have changed. */
  readonly transaction: string;
  readonly isMoved: boolean;
  /** Booked back: it vanished from the chain for good. */
  readonly isReversed: boolean;
}

/** A row of `ledger_entries`. */
export interface EntryRow {
  readonly journalId: string;
  readonly kind: string;
  readonly account: string;
  readonly ownerId: string;
  readonly amount: bigint;
}

/** What one resource cost its creator in a day, in 10^-9 USD. */
export interface SpendingRow {
  readonly resourceId: string;
  /** As it is counted. */
  readonly reserved: bigint;
  readonly spent: bigint;
  /** As it adds up from its reservations. */
  readonly reservedInAll: bigint;
  readonly spentInAll: bigint;
  /** What its runs are known to have cost, each by its last attempt. */
  readonly known: bigint;
}

/** A transfer of USDC to a creator. */
export interface Transfer {
  readonly payer: string;
  readonly payTo: string;
  readonly amount: bigint;
  readonly transaction: string;
}

/** Everything the invariants are checked on. Addresses, nonces and hashes are in lower case. */
export interface Evidence {
  readonly rounds: readonly RoundEvidence[];
  readonly claims: readonly ClaimRow[];
  readonly settlements: readonly SettlementRow[];
  readonly entries: readonly EntryRow[];
  readonly spending: readonly SpendingRow[];
  /** On the chain. */
  readonly transfers: readonly Transfer[];
  /** Hash of the transaction that used an authorization, by its nonce. */
  readonly used: ReadonlyMap<string, string>;
  /** Id of each creator by the wallet that is paid. */
  readonly creators: ReadonlyMap<string, string>;
  readonly price: bigint;
}
