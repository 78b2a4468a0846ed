import type { HeldClaim } from '../settlement/held-claim.js';
import type { PaidCall } from '../x402/paid-route.js';
import type { Audience } from './audience.js';

/** What does the work of a call: the route's handler, or its `resume`. */
export type Work = (call: Omit<PaidCall, 'offer'>) => Promise<unknown>;

/** One call while this process works on it. */
export interface RunningCall {
  /** As it stands now. */
  claim: HeldClaim;
  /** Undefined when it cannot be worked on here: the request is gone and the route cannot resume. */
  readonly work: Work | undefined;
  readonly audience: Audience;
  /** What the handler kept so far. */
  facts: { readonly note?: unknown; readonly partial?: unknown };
  /** Told once the payment is good: verified, and settled where that comes first. */
  readonly accepted: () => void;
}
