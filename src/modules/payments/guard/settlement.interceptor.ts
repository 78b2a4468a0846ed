import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { Problem } from '../../../common/errors/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { toReceipt } from '../receipts/receipt.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import { PaidCalls } from '../settlement/paid-calls.service.js';
import { settlementHeaders } from '../x402/response-headers.js';
import { onPaidRoute } from './challenge-problem.js';
import { type PaidRequest, type PaymentAttempt, toPaidCall } from './payment-attempt.js';

/** Runs the handler once for its payment, settles, and answers with the stored result. */
@Injectable()
export class SettlementInterceptor implements NestInterceptor {
  constructor(
    private readonly paidCalls: PaidCalls,
    private readonly networks: PaymentNetworks,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<PaidRequest>();
    const attempt = request.paymentAttempt;
    if (attempt === undefined) throw new Error('the payment guard has not run');
    const settled = await this.runOnce(attempt, request, next);
    return of(this.answer(attempt, settled, http.getResponse<FastifyReply>()));
  }

  private async runOnce(
    attempt: PaymentAttempt,
    request: PaidRequest,
    next: CallHandler,
  ): Promise<PaymentClaim> {
    try {
      return await this.paidCalls.run(attempt.claim, (claim) => {
        request.paidCall = toPaidCall(attempt, claim);
        return lastValueFrom<unknown>(next.handle());
      });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw onPaidRoute(error, attempt.quote, (id) => this.networks.find(id));
    }
  }

  private answer(attempt: PaymentAttempt, claim: PaymentClaim, reply: FastifyReply): unknown {
    const { route, x402Version } = attempt;
    const receipt = toReceipt(claim);
    const settled = { ...receipt, amount: claim.amount };
    const network = { id: claim.network, v1Name: this.networks.find(claim.network)?.v1Name };
    reply.headers(settlementHeaders(settled, network, x402Version));
    reply.header('cache-control', 'private, no-store').status(200);
    return route.present?.(claim.result, receipt) ?? claim.result;
  }
}
