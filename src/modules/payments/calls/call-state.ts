import type { PaymentState } from '../../../common/errors/index.js';
import type { PaymentClaim } from '../claims/claim.entity.js';

/** How far a call has come, as its buyer is told. */
export interface CallState {
  readonly status: 'running' | 'succeeded' | 'failed' | 'expired';
  readonly payment: PaymentState;
  /** Why there is no result (RFC 9457); null when there is, or may still be, one. */
  readonly failure: Record<string, unknown> | null;
}

/**
 * What the claim of a call says of it.
 * @param told why it has no result, as its buyer is told; null when it says nothing
 */
export function stateOf(claim: PaymentClaim, told: CallState['failure']): CallState {
  const { status, work, purgedAt } = claim;
  const payment = paymentOf(claim);
  if (status === 'settled') {
    if (work === 'pending') return { status: 'running', payment, failure: null };
    if (purgedAt !== null) return { status: 'expired', payment, failure: told };
    return { status: work === 'done' ? 'succeeded' : 'failed', payment, failure: told };
  }
  if (status === 'released' || status === 'refused') {
    return { status: 'failed', payment, failure: told };
  }
  return { status: 'running', payment, failure: null };
}

/** How a call has left its buyer's money so far. */
export function paymentOf({ status }: Pick<PaymentClaim, 'status'>): PaymentState {
  if (status === 'settled') return 'charged';
  return status === 'settling' || status === 'unknown' ? 'unknown' : 'not_charged';
}
