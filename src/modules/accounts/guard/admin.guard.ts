import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { routeNotFound, Problem, unauthenticated } from '../../../common/errors/index.js';
import { AdminKey } from './admin-key.service.js';

/** Header that carries the operator's key, in lower case. */
export const ADMIN_HEADER = 'x-admin-key';

/**
 * Lets only the operator in, who sends `ADMIN_API_KEY`. Where none is configured there is no admin
 * API, so its routes answer 404; a missing or wrong key answers 401.
 */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly key: AdminKey) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.key.exists) throw new Problem(routeNotFound);
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.key.is(headers[ADMIN_HEADER])) return true;
    throw new Problem(unauthenticated, {
      detail: `Send the key of this server's operator as \`${ADMIN_HEADER}\`.`,
      headers: { 'www-authenticate': 'AdminKey realm="coinslot"' },
    });
  }
}
