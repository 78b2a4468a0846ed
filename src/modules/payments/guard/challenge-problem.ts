import { internalError, type PaymentState, Problem } from '../../../common/errors/index.js';
import { invalidPayment, paymentRequired } from '../problems.js';
import { challenge, type NetworkLookup } from '../x402/challenge.js';
import { challengeV1 } from '../x402/challenge-v1.js';
import type { Quote } from '../x402/quote.js';
import { challengeHeader } from '../x402/response-headers.js';

const NEXT_STEP =
  'Sign one of `paymentRequired.accepts` and send the same request again with the header PAYMENT-SIGNATURE (x402 v2).';
const NEXT_STEP_V1 = 'Clients of x402 v1 sign one of `accepts` and send the header X-PAYMENT.';

/**
 * The 402 (or 400) with the challenge in the header, where x402 v2 clients look, and in the body,
 * where people and agents do (`paymentRequired`) and where v1 clients do (`x402Version`, `error`,
 * `accepts`). `reason` is a stable code for why a payment that was sent does not do.
 */
export function challengeProblem(
  quote: Quote,
  findNetwork: NetworkLookup,
  reason?: string,
  type = paymentRequired,
): Problem {
  const required = challenge(quote, findNetwork, reason ?? 'PAYMENT-SIGNATURE header is required');
  const v1 = challengeV1(quote, findNetwork, reason ?? 'X-PAYMENT header is required');
  const next = v1 === undefined ? NEXT_STEP : `${NEXT_STEP} ${NEXT_STEP_V1}`;
  return new Problem(type, {
    payment: 'not_charged',
    detail: reason === undefined ? next : `The payment was refused: ${reason}. ${next}`,
    extensions: { ...v1, paymentRequired: required, ...(reason !== undefined && { reason }) },
    headers: challengeHeader(required),
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

/** A failure of our own; `payment` is what can be said of the buyer's money all the same. */
export function unexpected(error: unknown, payment: PaymentState): Problem {
  if (error instanceof Problem) return error;
  return new Problem(internalError, { payment }, { cause: error });
}

/** A failure before anything was claimed has not charged anybody. */
export function withPaymentState(problem: Problem): Problem {
  const { type, details } = problem;
  if (details.payment !== undefined) return problem;
  return new Problem(type, { payment: 'not_charged', ...details });
}
