import type { ProblemType } from '../../../common/errors/index.js';
import type { PaymentClaim } from './claim.entity.js';

/** How often the work of one claim is started at the most, crashes and free runs included. */
export const MAX_ATTEMPTS = 5;

const FIRST_PAUSE_SECONDS = 5;
const GROWTH = 6;
/** A model may ask for patience, but not for more than this. */
const LONGEST_PAUSE_SECONDS = 3_600;

/** SQL for how long the work of a claim rests after its last attempt: 5 s, 30 s, 3 min, 18 min. */
export const PAUSE_SQL = `interval '${FIRST_PAUSE_SECONDS} seconds' * power(${GROWTH}, attempts - 1)`;

/** What decides whether a run that failed after the charge is followed by another. */
export interface FailedRun {
  readonly claim: Pick<PaymentClaim, 'policy' | 'attempts'>;
  readonly problem: {
    readonly type: Pick<ProblemType, 'retryable'>;
    readonly details: { readonly retryAfterSeconds?: number };
  };
  /** Whether the route can do the work without the buyer's request. */
  readonly canResume: boolean;
}

/**
 * Seconds until a charged call whose run failed is run again, for free; undefined when no other run
 * can deliver what was paid for: its price is owed back then.
 */
export function pauseBeforeRerun({ claim, problem, canResume }: FailedRun): number | undefined {
  const { policy, attempts } = claim;
  const isStream = policy === 'at_first_output';
  if (!isStream || !canResume || !problem.type.retryable || attempts >= MAX_ATTEMPTS) {
    return undefined;
  }
  const pause = FIRST_PAUSE_SECONDS * GROWTH ** (attempts - 1);
  return Math.min(Math.max(pause, problem.details.retryAfterSeconds ?? 0), LONGEST_PAUSE_SECONDS);
}

/** Seconds that a charged claim still rests before it is run again; undefined when it does not. */
export function restOf(
  claim: Pick<PaymentClaim, 'status' | 'work' | 'leaseToken' | 'leaseExpiresAt'>,
  now: Date,
): number | undefined {
  const { status, work, leaseToken, leaseExpiresAt } = claim;
  if (status !== 'settled' || work !== 'pending' || leaseToken !== null) return undefined;
  const left = (leaseExpiresAt?.getTime() ?? 0) - now.getTime();
  return left > 0 ? Math.ceil(left / 1000) : undefined;
}
