import type { FastifyRequest } from 'fastify';
import type { PaymentClaim } from '../claims/claim.entity.js';
import type { Declared, NewClaim } from '../claims/held-claim.js';
import type { Claimant } from '../x402/claimant.js';
import type { PaidCall, PaidRoute } from '../x402/paid-route.js';
import type { Offer, Quote } from '../x402/quote.js';

/** A request whose payment fits an offer and whose input is valid; nothing is claimed yet. */
export interface PaymentAttempt {
  readonly route: PaidRoute;
  readonly quote: Quote;
  readonly offer: Offer;
  /** The x402 version the buyer speaks, and is answered in. */
  readonly x402Version: 1 | 2;
  /** A facilitator has found it good already: only contract wallets' payments are asked about here. */
  readonly isVerified: boolean;
  /** What facilitators are told of the thing sold. */
  readonly declared: Declared;
  /** It may expire before the work is done: it is settled first. */
  readonly mayExpire: boolean;
  /** All but what depends on how the buyer wants to be answered. */
  readonly claim: Omit<NewClaim, 'id' | 'policy' | 'detached'>;
  readonly claimant: Claimant;
}

/** A request whose payment has been claimed before, for this very request. */
export interface RepeatedPayment {
  readonly route: PaidRoute;
  readonly x402Version: 1 | 2;
  readonly repeats: PaymentClaim;
}

/** A request on its way through the payment guard and the settlement interceptor. */
export interface PaidRequest extends FastifyRequest {
  paymentAttempt?: PaymentAttempt | RepeatedPayment;
  paidCall?: PaidCall;
  /** What a request without a payment was told the price of. */
  askedPrice?: Quote;
}
