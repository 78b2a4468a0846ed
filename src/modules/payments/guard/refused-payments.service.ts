import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { type RateLimit, RefusalLimits } from '../../../common/rate-limit/index.js';
import { paymentGuardConfig } from './payment-guard.config.js';

/** Counts, for every address, the payments that were no good. */
@Injectable()
export class RefusedPayments {
  private readonly limit: RateLimit;

  constructor(
    private readonly refusals: RefusalLimits,
    @Inject(paymentGuardConfig.KEY) config: ConfigType<typeof paymentGuardConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const limit = config.refusedPerMinute;
    this.limit = { policy: 'refused_payments', limit, windowSeconds: 60 };
  }

  /** @throws {Problem} while no more payments of that address are looked at */
  assertHeard(address: string): void {
    const stop = this.refusals.stopFor(this.limit, { userId: undefined, address });
    // The payment is not looked at, so nothing is said of what became of it before.
    if (stop) throw new Problem(stop.type, { ...stop.details, payment: 'unknown' });
  }

  /** Never fails: a refusal that is not counted is noted in the log. */
  async count(address: string): Promise<void> {
    try {
      await this.refusals.count(this.limit, { userId: undefined, address });
    } catch (error) {
      this.logger.warn({ err: error }, 'a refused payment was not counted');
    }
  }
}
