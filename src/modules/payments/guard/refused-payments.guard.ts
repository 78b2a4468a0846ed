import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { type RateLimit, RefusalLimits } from '../../../common/rate-limit/index.js';
import { carriesPayment } from '../x402/payment-header.js';

/** What a payment that is no good is answered with. */
const REFUSALS = new Set([400, 402]);

/**
 * Stops addresses that send payment after payment that is no good. Only refusals are counted: asking
 * the price and paying well cost nothing here.
 */
@Injectable()
export class RefusedPaymentsGuard implements CanActivate {
  private readonly limit: RateLimit;

  constructor(
    private readonly refusals: RefusalLimits,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const limit = config.REFUSED_PAYMENTS_PER_MINUTE;
    this.limit = { policy: 'refused_payments', limit, windowSeconds: 60 };
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { headers, ip: address } = http.getRequest<FastifyRequest>();
    if (!carriesPayment(headers)) return true;
    const stop = this.refusals.stopFor(this.limit, { userId: undefined, address });
    // The payment is not looked at, so nothing is said of what became of it before.
    if (stop) throw new Problem(stop.type, { ...stop.details, payment: 'unknown' });
    const { raw } = http.getResponse<FastifyReply>();
    raw.once('close', () => {
      if (REFUSALS.has(raw.statusCode)) void this.count(address);
    });
    return true;
  }

  private async count(address: string): Promise<void> {
    try {
      await this.refusals.count(this.limit, { userId: undefined, address });
    } catch (error) {
      this.logger.warn({ err: error }, 'a refused payment was not counted');
    }
  }
}
