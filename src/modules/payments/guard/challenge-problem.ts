import { randomToken } from '../../../common/crypto/index.js';
import {
  type PaymentState,
  Problem,
  type ProblemDetails,
  problemDocument,
  type ProblemType,
  unforeseen,
} from '../../../common/errors/index.js';
import { invalidPayment, paymentRequired, paymentsUnavailable } from '../payment-problems.js';
import { challenge, type NetworkLookup, type SettlerLookup } from '../x402/challenge.js';
import { challengeV1 } from '../x402/challenge-v1.js';
import { type FreshExtra, freshExtra, freshSlots } from '../x402/fresh-extra.js';
import { type SignOffer, withOffers } from '../x402/offer-receipt.js';
import { prepareBase64Json, prepareText } from '../x402/prepared-text.js';
import type { Quote } from '../x402/quote.js';
import { challengeHeader, CHALLENGE_HEADER } from '../x402/response-headers.js';

const NEXT_STEP =
  'Sign one of `paymentRequired.accepts` and send the same request again with the header PAYMENT-SIGNATURE (x402 v2).';
const NEXT_STEP_V1 = 'Clients of x402 v1 sign one of `accepts` and send the header X-PAYMENT.';

/** Stands in prepared answers for the reader's request; nobody can make it appear there. */
const INSTANCE = 'instance';
const INSTANCE_SLOT = randomToken();

/** As prepared answers name it. */
const HEADER_NAME = CHALLENGE_HEADER.toLowerCase();

/** Reasons that pass by themselves or with money: the very same payment can be good later. */
const PASSING = new Set([
  'authorization_not_yet_valid',
  'insufficient_funds',
  'invalid_exact_evm_insufficient_balance',
  'open_payments_exceed_balance',
  'permit2_allowance_required',
  'permit2_insufficient_balance',
  'payer_reverted_settlement',
]);

/** Whether the payment that was refused for `reason` can be good later. */
export function canPass(reason: string | undefined): boolean {
  return reason !== undefined && PASSING.has(reason);
}

/** On which networks buyers are asked to pay, and who signs what they are offered. */
export interface ChallengeTerms {
  readonly findNetwork: NetworkLookup;
  readonly settlerOn: SettlerLookup;
  readonly signOffer: SignOffer;
}

/**
 * The 402 that tells the price to who sent no payment. Most requests ask just that: the answer is
 * prepared once, and each gets it with a retry key of its own, and with what its networks add.
 */
export function priceProblem(quote: Quote, terms: ChallengeTerms): Problem {
  const { extra, slots, next } = freshSlots();
  const problem = challengeWith(extra, quote, terms);
  const document = JSON.stringify(problemDocument(problem, INSTANCE_SLOT));
  const utf8 = Buffer.from(document).toString('latin1');
  const bytes = prepareText(utf8, { ...slots, [INSTANCE]: INSTANCE_SLOT });
  const required = problem.details.extensions?.['paymentRequired'];
  const header = prepareBase64Json(JSON.stringify(required), slots);
  const written = (instance: string) => {
    const values = next();
    const headers = { [HEADER_NAME]: header(values) };
    values[INSTANCE] = instance;
    return { bytes: bytes(values), headers };
  };
  return new Problem(problem.type, { ...problem.details, written });
}

/** Why a payment that was sent does not do, and what else the answer tells. */
export interface Refusal {
  /** A stable code. */
  readonly reason: string;
  readonly type?: ProblemType;
  readonly details?: ProblemDetails;
}

/**
 * The 402 (or 400) with the challenge in the header, where x402 v2 clients look, and in the body,
 * where people and agents do (`paymentRequired`) and where v1 clients do (`x402Version`, `error`,
 * `accepts`).
 */
export function challengeProblem(quote: Quote, terms: ChallengeTerms, refusal: Refusal): Problem {
  return challengeWith(freshExtra(), quote, terms, refusal);
}

function challengeWith(
  fresh: FreshExtra,
  quote: Quote,
  { findNetwork, settlerOn, signOffer }: ChallengeTerms,
  refusal?: Refusal,
): Problem {
  const { reason, type = paymentRequired, details } = refusal ?? {};
  const missing = 'PAYMENT-SIGNATURE header is required';
  const unsigned = challenge(quote, findNetwork, reason ?? missing, fresh, settlerOn);
  const required = withOffers(unsigned, signOffer);
  const v1 = challengeV1(quote, findNetwork, reason ?? 'X-PAYMENT header is required');
  const next = v1 === undefined ? NEXT_STEP : `${NEXT_STEP} ${NEXT_STEP_V1}`;
  const why = details?.detail ?? `The server refused the payment: ${reason}.`;
  return new Problem(type, {
    ...details,
    payment: 'not_charged',
    retryable: details?.retryable ?? canPass(reason),
    detail: reason === undefined ? next : `${why} ${next}`,
    extensions: {
      ...details?.extensions,
      ...v1,
      paymentRequired: required,
      ...(reason !== undefined && { reason }),
    },
    headers: { ...details?.headers, ...challengeHeader(required) },
  });
}

/** Completes a failure on a paid route: payment state always, the challenge where it helps. */
export function onPaidRoute(problem: Problem, quote: Quote, terms: ChallengeTerms): Problem {
  const { type, details } = problem;
  if (type === invalidPayment || type.code === paymentRequired.code) {
    const reason = String(details.extensions?.['reason']);
    return challengeProblem(quote, terms, { reason, type, details });
  }
  return withPaymentState(problem);
}

/** A failure of our own; `payment` is what can be said of the buyer's money all the same. */
export function unexpected(error: unknown, payment: PaymentState): Problem {
  if (error instanceof Problem) return error;
  return unforeseen(error, { payment });
}

/** A failure before anything was claimed has not charged anybody. */
export function withPaymentState(problem: Problem): Problem {
  const { type, details } = problem;
  if (details.payment !== undefined) return problem;
  return new Problem(type, { payment: 'not_charged', ...details });
}

/** Nothing is sold that could not be settled. */
export function unavailable(): Problem {
  return new Problem(paymentsUnavailable, { payment: 'not_charged', retryAfterSeconds: 30 });
}
