import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { methodNotAllowed, Problem, type ProblemType } from '../../../common/errors/index.js';
import { assertReadableBody, carriesPayment } from '../../../common/http/index.js';
import type { PaymentNetwork, SignatureStanding } from '../networks/payment-network.js';
import { OpenNetworks } from '../facilitator/open-networks.service.js';
import { Demand } from '../demand/demand.service.js';
import { invalidPayment, paymentRequired } from '../payment-problems.js';
import { type Claimant, claimantOf } from '../x402/claimant.js';
import { type MatchedPayment, matchPayment } from '../x402/match.js';
import type { PaidRoute } from '../x402/paid-route.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import { readPayment, type ReceivedPayment } from '../x402/payment-header.js';
import type { Quote } from '../x402/quote.js';
import { requestDigest } from '../x402/request-digest.js';
import { unknownUsage } from '../x402/usage.js';
import { askedPrice, unavailable } from './quoted-price.js';
import {
  challengeProblem,
  onPaidRoute,
  unexpected,
  withPaymentState,
} from './challenge-problem.js';
import { readInput } from './request-input.js';
import type { PaidRequest, PaymentAttempt, RepeatedPayment } from './payment-attempt.js';
import { PaymentProofs } from './payment-proofs.service.js';
import { mayExpire } from './time-left.js';
import { RepeatedPayments } from './repeated-payments.service.js';

const HEAD_BUYS_NOTHING = 'HEAD buys nothing: send the payment with another method.';

type ReadAttempt = PaymentAttempt & {
  readonly standing: SignatureStanding;
  readonly network: PaymentNetwork;
};

/**
 * Lets a request through when it carries a payment that fits what is offered and valid input. It
 * writes nothing: claiming, running and settling belong to the settlement interceptor.
 */
@Injectable()
export class PaymentGuard implements CanActivate {
  constructor(
    private readonly routes: PaidRoutes,
    private readonly networks: OpenNetworks,
    private readonly repeated: RepeatedPayments,
    private readonly proofs: PaymentProofs,
    private readonly demand: Demand,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = this.routes.of(context.getHandler());
    const request = context.switchToHttp().getRequest<PaidRequest>();
    request.paymentAttempt = await this.attemptOf(route, request);
    return true;
  }

  private async attemptOf(
    route: PaidRoute,
    request: PaidRequest,
  ): Promise<PaymentAttempt | RepeatedPayment> {
    const { quote, read } = await this.read(route, request);
    try {
      return await this.judge(route, quote, read, request);
    } catch (error) {
      this.count(quote, request, error);
      throw error;
    }
  }

  private async judge(
    route: PaidRoute,
    quote: Quote | undefined,
    read: ReadAttempt | Problem,
    request: PaidRequest,
  ): Promise<PaymentAttempt | RepeatedPayment> {
    if (!(read instanceof Problem) && read.standing === 'signed') return read;
    const repeats = await this.findRepeated(request, route, quote);
    if (repeats !== undefined) return repeats;
    if (read instanceof Problem) throw withPaymentState(read);
    return this.verify(read, request);
  }

  private async read(route: PaidRoute, request: PaidRequest) {
    let quote: Quote | undefined;
    try {
      quote = described(await route.quote(request), request);
      return { quote, read: await this.readAttempt(route, quote, request) };
    } catch (error) {
      if (error instanceof Problem) return { quote, read: error };
      this.count(quote, request, error);
      throw this.failure(error, request);
    }
  }

  /** Whatever a key did not sign is asked about before anything is written for it. */
  private async verify(attempt: ReadAttempt, { ip }: PaidRequest): Promise<PaymentAttempt> {
    const { quote, claim, declared, network } = attempt;
    try {
      await this.proofs.verify(network, { ...claim, declared }, ip);
    } catch (error) {
      throw error instanceof Problem ? onPaidRoute(error, quote, this.networks.find) : error;
    }
    return { ...attempt, isVerified: true };
  }

  private async findRepeated(request: PaidRequest, route: PaidRoute, quote: Quote | undefined) {
    try {
      return await this.repeated.find(request, route, quote);
    } catch (error) {
      throw this.failure(error, request);
    }
  }

  /** What ends here is answered next: it is counted before. What leads nowhere is nobody's demand. */
  private count(quote: Quote | undefined, request: PaidRequest, error: unknown): void {
    if (quote === undefined) return;
    const { headers } = request;
    if (carriesPayment(headers)) {
      this.demand.refused(quote, this.repeated.payerOf(headers), unexpected(error, 'unknown'));
    } else if (error instanceof Problem && error.type === paymentRequired) {
      request.askedPrice = quote;
      this.demand.challenged(quote, headers['user-agent']);
    }
  }

  /** Where a payment came along, what became of it before is not known. */
  private failure(error: unknown, { headers }: PaidRequest): Problem {
    return unexpected(error, readPayment(headers) === undefined ? 'not_charged' : 'unknown');
  }

  private async readAttempt(
    route: PaidRoute,
    quote: Quote,
    request: PaidRequest,
  ): Promise<ReadAttempt> {
    const payment = this.readPayment(quote, request);
    const now = this.clock.now();
    const matched = matchPayment(quote, payment, this.networks.find, now);
    if (typeof matched === 'string') throw this.refusal(quote, matched);
    if (request.method === 'HEAD')
      throw new Problem(methodNotAllowed, { detail: HEAD_BUYS_NOTHING });

    const standing = await this.proofs.standingOf(matched.option.network, matched.payload);
    if (standing === 'forged') throw this.refusal(quote, 'invalid_signature');
    if (standing === 'undeployable') throw this.refusal(quote, 'eip6492_factory_not_allowed');
    const { offer, network } = matched.option;
    if (!this.networks.isOpen(network.id)) throw unavailable();
    const claimant = claimantOf(payment, request.headers);
    const claim = await readClaim({ route, quote, matched, request, claimant });
    const { x402Version } = payment;
    const { declared } = matched;
    const expires = { mayExpire: mayExpire(quote, claim.validBefore, now) };
    const attempt = { route, quote, offer, x402Version, claim, declared, claimant, ...expires };
    return { ...attempt, isVerified: false, standing, network };
  }

  private readPayment(quote: Quote, request: PaidRequest): ReceivedPayment {
    const payment = readPayment(request.headers);
    if (payment === undefined) throw askedPrice(quote, this.networks);
    if (typeof payment !== 'string') return payment;
    throw this.refusal(quote, payment, invalidPayment);
  }

  private refusal(quote: Quote, reason: string, type?: ProblemType): Problem {
    const refusal = { reason, ...(type !== undefined && { type }) };
    return challengeProblem(quote, this.networks.find, refusal);
  }
}

/** A route that does not say how it is called is called as it was just now. */
function described(quote: Quote, { method }: PaidRequest): Quote {
  return quote.usage === undefined ? { ...quote, usage: unknownUsage(method) } : quote;
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
