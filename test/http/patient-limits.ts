import { Injectable } from '@nestjs/common';
import type { RateLimit } from '../../src/common/rate-limit/index.js';
import { RateLimits } from '../../src/common/rate-limit/rate-limits.service.js';

/** More than that is meant for anybody in a minute. */
const GENEROUS = 100;

/** For tests whose time stands still: what is generous for a minute has no end there. */
@Injectable()
export class PatientLimits extends RateLimits {
  override async hit(limit: RateLimit, caller: Parameters<RateLimits['hit']>[1]) {
    const standing = await super.hit(limit, caller);
    return limit.limit < GENEROUS ? standing : { ...standing, hits: 1 };
  }
}
