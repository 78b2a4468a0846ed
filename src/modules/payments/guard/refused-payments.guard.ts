import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { carriesPayment } from '../../../common/http/index.js';
import { RefusedPayments } from './refused-payments.service.js';

/** What a payment that is no good is answered with. */
const REFUSALS = new Set([400, 402]);

/**
 * Stops addresses that send payment after payment that is no good. Only refusals are counted: asking
 * the price and paying well cost nothing here.
 */
@Injectable()
export class RefusedPaymentsGuard implements CanActivate {
  constructor(private readonly refused: RefusedPayments) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { headers, ip: address } = http.getRequest<FastifyRequest>();
    if (!carriesPayment(headers)) return true;
    this.refused.assertHeard(address);
    const { raw } = http.getResponse<FastifyReply>();
    raw.once('close', () => {
      if (REFUSALS.has(raw.statusCode)) void this.refused.count(address);
    });
    return true;
  }
}
