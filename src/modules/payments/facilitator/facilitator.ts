import type { FacilitatorClient } from '@x402/core/server';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';

/** Verifies and settles payments: a facilitator behind a URL, or our own in this process. */
export type Facilitator = Pick<FacilitatorClient, 'verify' | 'settle'>;

/** Injection token of the {@link Facilitator}. */
export const FACILITATOR = Symbol('FACILITATOR');

/** What a facilitator is asked about. */
export interface FacilitatorQuestion {
  readonly payload: PaymentPayload;
  readonly requirements: PaymentRequirements;
}

/** Whether a payment would settle now. */
export type Verification =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** What came of asking to move the money. */
export type SettlementReply =
  | { readonly kind: 'settled'; readonly transaction: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** No usable answer: the money may or may not have moved. */
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** Hash of a transaction that was sent, but not seen to succeed. */
      readonly transaction?: string;
    };
