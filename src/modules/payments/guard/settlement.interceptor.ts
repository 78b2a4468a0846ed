import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { encodePaymentResponseHeader } from '@x402/core/http';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { Problem } from '../../../common/errors/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { toReceipt } from '../receipts/receipt.js';
import type { PaymentClaim } from '../settlement/claim.entity.js';
import { PaidCalls } from '../settlement/paid-calls.service.js';
import { SETTLEMENT_HEADER } from '../x402/payment-header.js';
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

  private answer({ route }: PaymentAttempt, claim: PaymentClaim, reply: FastifyReply): unknown {
    const receipt = toReceipt(claim);
    const { transaction, network, payer } = receipt;
    const response = {
      success: true,
      transaction,
      network,
      payer,
      amount: claim.amount.toString(),
    };
    reply.header(SETTLEMENT_HEADER, encodePaymentResponseHeader(response));
    reply.header('cache-control', 'private, no-store').status(200);
    return route.present?.(claim.result, receipt) ?? claim.result;
  }
}
