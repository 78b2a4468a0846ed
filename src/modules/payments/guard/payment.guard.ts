import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem } from '../../../common/errors/index.js';
import { carriesPayment } from '../../../common/http/index.js';
import { Demand } from '../demand/demand.service.js';
import { paymentRequired } from '../payment-problems.js';
import type { PaidRoute } from '../x402/paid-route.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import { readPayment } from '../x402/payment-header.js';
import type { Quote } from '../x402/quote.js';
import { unknownUsage } from '../x402/usage.js';
import { unexpected, withPaymentState } from './challenge-problem.js';
import { ChallengeProblems } from './challenge-problems.service.js';
import type { PaidRequest, PaymentAttempt, RepeatedPayment } from './payment-attempt.js';
import { PaymentAttempts, type ReadAttempt } from './payment-attempts.service.js';
import { PaymentProofs } from './payment-proofs.service.js';
import { RepeatedPayments } from './repeated-payments.service.js';

/**
 * Lets a request through when it carries a payment that fits what is offered and valid input. It
 * writes nothing: claiming, running and settling belong to the settlement interceptor.
 */
@Injectable()
export class PaymentGuard implements CanActivate {
  constructor(
    private readonly routes: PaidRoutes,
    private readonly attempts: PaymentAttempts,
    private readonly repeated: RepeatedPayments,
    private readonly proofs: PaymentProofs,
    private readonly demand: Demand,
    private readonly challenges: ChallengeProblems,
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
      return { quote, read: await this.attempts.read(route, quote, request) };
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
      throw error instanceof Problem ? this.challenges.complete(error, quote) : error;
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
}

/** A route that does not say how it is called is called as it was just now. */
function described(quote: Quote, { method }: PaidRequest): Quote {
  return quote.usage === undefined ? { ...quote, usage: unknownUsage(method) } : quote;
}
