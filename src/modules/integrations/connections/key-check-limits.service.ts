import { Injectable } from '@nestjs/common';
import { type Caller, type RateLimit, RateLimits } from '../../../common/rate-limit/index.js';

const OF_ACCOUNT: RateLimit = { policy: 'key_checks', limit: 20, windowSeconds: 600 };
/** Whoever opens many accounts has one address. */
const OF_ADDRESS: RateLimit = { policy: 'key_checks_of_address', limit: 100, windowSeconds: 60 };

/** Bounds how often providers are asked about keys: who has found keys must not try them out here. */
@Injectable()
export class KeyCheckLimits {
  constructor(private readonly limits: RateLimits) {}

  /** @throws {Problem} too_many_requests, with the time to wait */
  async admit({ userId, address }: Caller): Promise<void> {
    await this.limits.admit(OF_ACCOUNT, { userId, address });
    await this.limits.admit(OF_ADDRESS, { userId: undefined, address });
  }
}
