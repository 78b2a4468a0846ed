import type { FastifyRequest } from 'fastify';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import type { NewClaim } from '../settlement/claims.repository.js';
import type { PaidRoute } from '../x402/paid-route.js';
import type { Offer, Quote } from '../x402/quote.js';

/** A request whose payment fits an offer and whose input is valid; nothing is claimed yet. */
export interface PaymentAttempt {
  readonly route: PaidRoute;
  readonly quote: Quote;
  readonly offer: Offer;
  readonly input: unknown;
  /** The x402 version the buyer speaks, and is answered in. */
  readonly x402Version: 1 | 2;
  readonly claim: Omit<NewClaim, 'id'>;
}

/** What the handler of a paid route is told about the call it serves. */
export interface PaidCall<O extends Offer = Offer> {
  readonly claimId: string;
  readonly payer: string;
  /** What was paid for, as the route's `quote` gave it. */
  readonly offer: O;
  /** What the route's `readInput` made of the request. */
  readonly input: unknown;
}

/** A request on its way through the payment guard and the settlement interceptor. */
export interface PaidRequest extends FastifyRequest {
  paymentAttempt?: PaymentAttempt;
  paidCall?: PaidCall;
}

export function toPaidCall(attempt: PaymentAttempt, claim: PaymentClaim): PaidCall {
  return { claimId: claim.id, payer: claim.payer, offer: attempt.offer, input: attempt.input };
}
