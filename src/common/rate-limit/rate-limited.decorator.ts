import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { tooManyRequests } from '../errors/index.js';
import { ApiProblems } from '../http/index.js';
import type { RateLimit } from './rate-limit.js';
import { RATE_LIMIT, RateLimitGuard } from './rate-limit.guard.js';

/**
 * Bounds how often one caller may use a route or all routes of a controller: one user where users
 * are signed in, else one IP address (IPv6: one /64 network). Answers carry `RateLimit` and
 * `RateLimit-Policy`; beyond the limit they are 429 with `Retry-After`.
 */
export function RateLimited(limit: RateLimit) {
  return applyDecorators(
    SetMetadata(RATE_LIMIT, limit),
    UseGuards(RateLimitGuard),
    ApiProblems(tooManyRequests),
  );
}
