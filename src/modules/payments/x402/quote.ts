import type { SettlementPolicy } from '../claims/claim-lifecycle.js';
import type { Usage } from './usage.js';

/** Where a buyer can pay for an offer. */
export interface Payee {
  /** CAIP-2 id. */
  readonly network: string;
  readonly payTo: string;
}

/** The most milliseconds that work may take which is charged by use: the payment has to outlive it. */
export const LONGEST_RUN_BY_USE_MS = 240_000;

/** One price at which the thing is, or recently was, for sale. */
export interface Offer {
  /** Identifies what exactly is sold, for instance one version of a resource. */
  readonly id: string;
  /** Atomic USDC (six decimals). */
  readonly price: bigint;
  /**
   * Present where calls are charged by use: the least that one costs, at least 1; `price` is the most, and
   * what those pay who can only pay exactly. What a call came to is told by `keep({ charge })`. For work that
   * is paid afterwards, and takes no more than {@link LONGEST_RUN_BY_USE_MS}.
   */
  readonly minPrice?: bigint;
  readonly payees: readonly Payee[];
}

/** What one call costs, on which networks, to whom. */
export interface Quote<O extends Offer = Offer> {
  /** Identity of the thing sold; a payment is bound to it. */
  readonly subject: string;
  /** The user who is paid; null when the platform itself sells. */
  readonly ownerId: string | null;
  /** The resource that is sold, for figures; undefined for what is none. */
  readonly resourceId?: string;
  /** Public address of the thing sold, from configuration and never from the Host header. */
  readonly url: string;
  /** What it is called, for indexes, where it has a name. */
  readonly name?: string;
  readonly description: string;
  readonly mimeType: string;
  /** What it is about, for indexes, a word each. */
  readonly tags?: readonly string[];
  /** How it is called and what it answers, for indexes; challenges say little of it without. */
  readonly usage?: Usage;
  /** The present offer first, then older ones that are still honoured. Never empty. */
  readonly offers: readonly [O, ...O[]];
  readonly settlementPolicy: SettlementPolicy;
  /**
   * The most milliseconds the work takes, two minutes where it is not told: a payment that expires
   * sooner is settled before the work.
   */
  readonly longestRunMs?: number;
}
