import { type CanActivate, type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Clock } from '../../../common/clock/index.js';
import { methodNotAllowed, Problem } from '../../../common/errors/index.js';
import { assertReadableBody } from '../../../common/http/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { invalidPayment } from '../problems.js';
import { type Claimant, claimantOf } from '../x402/claimant.js';
import { type MatchedPayment, matchPayment } from '../x402/match.js';
import type { PaidRoute } from '../x402/paid-route.js';
import { PAID_ROUTE, PaidRoutes } from '../x402/paid-routes.service.js';
import { readPayment, type ReceivedPayment } from '../x402/payment-header.js';
import type { Quote } from '../x402/quote.js';
import { requestDigest } from '../x402/request-digest.js';
import {
  challengeProblem,
  priceProblem,
  unexpected,
  withPaymentState,
} from './challenge-problem.js';
import { readInput } from './input.js';
import type { PaidRequest, PaymentAttempt } from './payment-attempt.js';
import { RepeatedPayments } from './repeated-payments.service.js';

/**
 * Lets a request through when it carries a payment that fits what is offered and valid input. It
 * writes nothing: claiming, running and settling belong to the settlement interceptor.
 */
@Injectable()
export class PaymentGuard implements CanActivate {
  /** Most requests only ask the price: one answer for each quote, for as long as that is kept. */
  private readonly askedPrices = new WeakMap<Quote, Problem>();

  constructor(
    private readonly reflector: Reflector,
    private readonly routes: PaidRoutes,
    private readonly networks: PaymentNetworks,
    private readonly repeated: RepeatedPayments,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const type = this.reflector.get<Type<PaidRoute>>(PAID_ROUTE, context.getHandler());
    const request = context.switchToHttp().getRequest<PaidRequest>();
    const route = this.routes.resolve(type);
    let quote: Quote | undefined;
    try {
      quote = await route.quote(request);
      request.paymentAttempt = await this.readAttempt(route, quote, request);
    } catch (error) {
      if (!(error instanceof Problem)) throw this.failure(error, request);
      const repeats = await this.findRepeated(request, route, quote);
      if (repeats === undefined) throw withPaymentState(error);
      request.paymentAttempt = repeats;
    }
    return true;
  }

  private async findRepeated(request: PaidRequest, route: PaidRoute, quote: Quote | undefined) {
    try {
      return await this.repeated.find(request, route, quote);
    } catch (error) {
      throw this.failure(error, request);
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
  ): Promise<PaymentAttempt> {
    const payment = this.readPayment(quote, request);
    const matched = matchPayment(quote, payment, this.findNetwork, this.clock.now());
    if (typeof matched === 'string') {
      throw challengeProblem(quote, this.findNetwork, { reason: matched });
    }
    if (request.method === 'HEAD' || request.method === 'OPTIONS')
      throw new Problem(methodNotAllowed);

    const { offer } = matched.option;
    const input = await readInput(route, request, offer.id);
    assertReadableBody(request);
    await route.checkInput?.(input, offer);
    const wish = route.readWish?.(request) ?? null;
    const claimant = claimantOf(payment, request.headers);
    const claim = { ...newClaim(route, quote, matched, input, claimant), wish };
    return { route, quote, offer, x402Version: payment.x402Version, claim, claimant };
  }

  private readPayment(quote: Quote, request: PaidRequest): ReceivedPayment {
    const payment = readPayment(request.headers);
    if (payment === undefined) throw this.price(quote);
    if (typeof payment !== 'string') return payment;
    throw challengeProblem(quote, this.findNetwork, { reason: payment, type: invalidPayment });
  }

  private price(quote: Quote): Problem {
    const known = this.askedPrices.get(quote);
    if (known !== undefined) return known;
    const price = priceProblem(quote, this.findNetwork);
    this.askedPrices.set(quote, price);
    return price;
  }

  private readonly findNetwork = (id: string) => this.networks.find(id);
}

function newClaim(
  route: PaidRoute,
  quote: Quote,
  { option, payload, authorization }: MatchedPayment,
  input: unknown,
  { retryDigest, paymentIdentifier }: Claimant,
): PaymentAttempt['claim'] {
  const { requirements, network, offer } = option;
  const { payer, nonce, payTo, amount, validBefore } = authorization;
  return {
    route: route.id,
    subject: quote.subject,
    resourceUrl: quote.url,
    ownerId: quote.ownerId,
    offerId: offer.id,
    network: network.id,
    asset: network.asset,
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
