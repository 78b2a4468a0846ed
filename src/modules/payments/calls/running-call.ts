import type { Charge } from '../claims/charge.js';
import type { HeldClaim } from '../claims/held-claim.js';
import type { PaidCall } from '../x402/paid-route.js';
import type { Audience } from './audience.js';

/** What a call is without the request that brought it. */
export type ResumedCall = Omit<PaidCall, 'offer'>;

/** How a call is worked on: by the route's handler, or by its `resume`. */
export interface Work {
  /** Has the last word before money moves; throws the Problem the payment is given back with. */
  admit?(call: ResumedCall): Promise<void>;
  run(call: ResumedCall): Promise<unknown>;
}

/** One call while this process works on it. */
export interface RunningCall {
  /** As it stands now. */
  claim: HeldClaim;
  /** Undefined when it cannot be worked on here: the request is gone and the route cannot resume. */
  readonly work: Work | undefined;
  readonly audience: Audience;
  /** Aborts with a LeaseLost when the claim is not ours any more. */
  readonly lost: AbortSignal;
  /** The payment that the first output of a stream waits for, once it is asked for. */
  payment?: Promise<void>;
  /** The work has ended or was given up: what the handler still says counts for nothing. */
  isOver?: boolean;
  /** What the handler kept so far. */
  facts: { readonly note?: unknown; readonly partial?: unknown; readonly charge?: Charge };
  /** Told once the payment is good: verified, and settled where that comes first. */
  readonly accepted: () => void;
}
