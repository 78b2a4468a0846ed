import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../clock/index.js';
import { excess, type RateLimit, rateLimitHeaders } from './rate-limit.js';
import { RateLimits } from './rate-limits.service.js';

/** Metadata key of a route's {@link RateLimit}. */
export const RATE_LIMIT = 'common:rate-limit';

/** Counts the requests of a limited route, and refuses those beyond the limit with 429. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = [context.getHandler(), context.getClass()];
    const limit = this.reflector.getAllAndOverride<RateLimit>(RATE_LIMIT, route);
    const http = context.switchToHttp();
    // The guard that signs users in has run before.
    const request = http.getRequest<FastifyRequest & { user?: { id: string } }>();
    const caller = { userId: request.user?.id, address: request.ip };
    const standing = await this.limits.hit(limit, caller);
    const now = this.clock.now();
    const headers = rateLimitHeaders(limit, standing, now);
    http.getResponse<FastifyReply>().headers(headers);
    const refusal = excess(limit, standing, now);
    if (refusal !== undefined) throw refusal;
    return true;
  }
}
