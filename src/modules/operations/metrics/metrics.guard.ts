import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { FastifyRequest } from 'fastify';
import { safeEqual, sha256 } from '../../../common/crypto/index.js';
import { Problem, routeNotFound, unauthenticated } from '../../../common/errors/index.js';
import { metricsConfig } from './metrics.config.js';

/** Lets in whoever sends `METRICS_TOKEN`. Where none is configured there are no metrics: 404. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(
    @Inject(metricsConfig.KEY) private readonly config: ConfigType<typeof metricsConfig>,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { token } = this.config;
    if (token === undefined) throw new Problem(routeNotFound);
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const given = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    // Digests have one length, so that the time tells nothing about the token.
    if (safeEqual(sha256(given), sha256(token.reveal()))) return true;
    throw new Problem(unauthenticated, {
      detail: 'Send METRICS_TOKEN as a bearer token.',
      headers: { 'www-authenticate': 'Bearer realm="coinslot metrics"' },
    });
  }
}
