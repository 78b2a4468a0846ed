import { Problem } from '../../../common/errors/index.js';
import { facilitatorUnavailable, paymentRequired } from '../payment-problems.js';
import type { Verification } from './facilitator.js';

/** What a buyer is told whose payment is not good, or cannot be judged; undefined when it is good. */
export function refusalFor(verification: Verification): Problem | undefined {
  if (verification.kind === 'valid') return undefined;
  const { kind, reason } = verification;
  return kind === 'invalid'
    ? new Problem(paymentRequired, { extensions: { reason } })
    : new Problem(facilitatorUnavailable, { retryAfterSeconds: 5, extensions: { reason } });
}
