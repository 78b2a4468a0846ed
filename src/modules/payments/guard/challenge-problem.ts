import { encodePaymentRequiredHeader } from '@x402/core/http';
import { Problem } from '../../../common/errors/index.js';
import { invalidPayment, paymentRequired } from '../problems.js';
import { challenge, type NetworkLookup } from '../x402/challenge.js';
import { CHALLENGE_HEADER } from '../x402/payment-header.js';
import type { Quote } from '../x402/quote.js';

/** Told to those who ask without a payment. */
const NEXT_STEP =
  'Sign one of `accepts` and send the same request again with the header PAYMENT-SIGNATURE (x402 v2).';

/**
 * The 402 (or 400) with the challenge in the header, where x402 clients look, and in the body, where
 * people and agents do. `reason` is a stable code for why a payment that was sent does not do.
 */
export function challengeProblem(
  quote: Quote,
  findNetwork: NetworkLookup,
  reason?: string,
  type = paymentRequired,
): Problem {
  const required = challenge(quote, findNetwork, reason ?? 'PAYMENT-SIGNATURE header is required');
  return new Problem(type, {
    payment: 'not_charged',
    detail: reason === undefined ? NEXT_STEP : `The payment was refused: ${reason}. ${NEXT_STEP}`,
    extensions: { ...required, ...(reason !== undefined && { reason }) },
    headers: { [CHALLENGE_HEADER]: encodePaymentRequiredHeader(required) },
  });
}

/** Completes a failure on a paid route: payment state always, the challenge where it helps. */
export function onPaidRoute(problem: Problem, quote: Quote, findNetwork: NetworkLookup): Problem {
  const { type, details } = problem;
  if (type === invalidPayment || type.code === paymentRequired.code) {
    return challengeProblem(quote, findNetwork, String(details.extensions?.['reason']), type);
  }
  return withPaymentState(problem);
}

/** A failure before anything was claimed has not charged anybody. */
export function withPaymentState({ type, details }: Problem): Problem {
  return new Problem(type, { payment: 'not_charged', ...details });
}
