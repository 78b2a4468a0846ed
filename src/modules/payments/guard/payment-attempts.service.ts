import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { methodNotAllowed, Problem } from '../../../common/errors/index.js';
import { assertReadableBody } from '../../../common/http/index.js';
import { isByUse } from '../claims/charge.js';
import { Metering } from '../facilitator/metering.service.js';
import { OpenNetworks } from '../facilitator/open-networks.service.js';
import type { PaymentNetwork, SignatureStanding } from '../networks/payment-network.js';
import { invalidPayment } from '../payment-problems.js';
import { type Claimant, claimantOf } from '../x402/claimant.js';
import { type MatchedPayment, matchPayment } from '../x402/match.js';
import type { PaidRoute } from '../x402/paid-route.js';
import { readPayment, type ReceivedPayment } from '../x402/payment-header.js';
import type { Quote } from '../x402/quote.js';
import { requestDigest } from '../x402/request-digest.js';
import { unavailable } from './challenge-problem.js';
import { ChallengeProblems } from './challenge-problems.service.js';
import type { PaidRequest, PaymentAttempt } from './payment-attempt.js';
import { PaymentProofs } from './payment-proofs.service.js';
import { readInput } from './request-input.js';
import { mayExpire } from './time-left.js';

const HEAD_BUYS_NOTHING = 'HEAD buys nothing: send the payment with another method.';

/** An attempt, and what is known of its signature. */
export type ReadAttempt = PaymentAttempt & {
  readonly standing: SignatureStanding;
  readonly network: PaymentNetwork;
};

/** Reads what a request would pay for what it asks, and writes nothing. */
@Injectable()
export class PaymentAttempts {
  constructor(
    private readonly networks: OpenNetworks,
    private readonly proofs: PaymentProofs,
    private readonly challenges: ChallengeProblems,
    private readonly metering: Metering,
    private readonly clock: Clock,
  ) {}

  /** @throws {Problem} the price for a request without a payment, or why its payment or input does not do */
  async read(route: PaidRoute, quote: Quote, request: PaidRequest): Promise<ReadAttempt> {
    const payment = this.readPayment(quote, request);
    const now = this.clock.now();
    const { settlerOn } = this.metering;
    const matched = matchPayment(quote, payment, this.networks.find, now, settlerOn);
    if (typeof matched === 'string') throw this.challenges.refusal(quote, { reason: matched });
    if (request.method === 'HEAD') {
      throw new Problem(methodNotAllowed, { detail: HEAD_BUYS_NOTHING });
    }
    const standing = await this.proofs.standingOf(matched.option.network, matched.payload);
    if (standing === 'forged')
      throw this.challenges.refusal(quote, { reason: 'invalid_signature' });
    if (standing === 'undeployable')
      throw this.challenges.refusal(quote, { reason: 'eip6492_factory_not_allowed' });
    const { offer, network } = matched.option;
    if (!this.networks.isOpen(network.id)) throw unavailable();
    const claimant = claimantOf(payment, request.headers);
    const claim = await readClaim({ route, quote, matched, request, claimant });
    const { x402Version } = payment;
    const { declared } = matched;
    const expires = { mayExpire: mayExpire(quote, claim.validBefore, now) };
    if (isByUse(claim) && expires.mayExpire)
      throw this.challenges.refusal(quote, { reason: 'authorization_too_short' });
    const attempt = { route, quote, offer, x402Version, claim, declared, claimant, ...expires };
    return { ...attempt, isVerified: false, standing, network };
  }

  private readPayment(quote: Quote, request: PaidRequest): ReceivedPayment {
    const payment = readPayment(request.headers);
    if (payment === undefined) throw this.challenges.price(quote);
    if (typeof payment !== 'string') return payment;
    throw this.challenges.refusal(quote, { reason: payment, type: invalidPayment });
  }
}

interface Reading {
  readonly route: PaidRoute;
  readonly quote: Quote;
  readonly matched: MatchedPayment;
  readonly request: PaidRequest;
  readonly claimant: Claimant;
}

/** What is to be reserved, once the input is found valid. */
async function readClaim(reading: Reading): Promise<PaymentAttempt['claim']> {
  const { route, matched, request } = reading;
  const { offer } = matched.option;
  const input = await readInput(route, request, offer.id);
  assertReadableBody(request);
  await route.checkInput?.(input, offer);
  const wish = route.readWish?.(request) ?? null;
  return { ...newClaim(reading, input), wish };
}

function newClaim(
  { route, quote, matched, claimant }: Reading,
  input: unknown,
): PaymentAttempt['claim'] {
  const { option, payload, authorization } = matched;
  const { retryDigest, paymentIdentifier } = claimant;
  const { requirements, network, offer } = option;
  const { asset, payer, nonce, payTo, amount, validBefore } = authorization;
  return {
    route: route.id,
    subject: quote.subject,
    resourceUrl: quote.url,
    ownerId: quote.ownerId,
    offerId: offer.id,
    network: network.id,
    asset,
    payer,
    nonce,
    payTo,
    amount,
    validBefore,
    requestDigest: requestDigest(quote.subject, input),
    input,
    retryDigest,
    paymentIdentifier,
    payment: { payload, requirements },
  };
}
