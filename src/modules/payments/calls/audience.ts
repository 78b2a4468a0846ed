import type { PaymentClaim } from '../claims/claim.entity.js';
import type { LiveBytes, LiveEvent } from '../x402/paid-route.js';

/** A buyer who watches a call while it runs. */
export interface Audience {
  /** The call is paid; comes once, before the first event. */
  open(claim: PaymentClaim): void;
  send(piece: LiveEvent | LiveBytes): void;
}

/** Nobody watches: the buyer waits for the whole result, or has gone. */
export const NOBODY: Audience = {
  open: () => undefined,
  send: () => undefined,
};
