import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../../common/config/index.js';
import { safeEqual, type Secret, sha256 } from '../../../common/crypto/index.js';
import { notFound, Problem, unauthenticated } from '../../../common/errors/index.js';

/** Header that carries the operator's key, in lower case. */
export const ADMIN_HEADER = 'x-admin-key';

/**
 * Lets only the operator in, who sends `ADMIN_API_KEY`. Where none is configured there is no admin
 * API, so its routes answer 404; a missing or wrong key answers 401.
 */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    const { ADMIN_API_KEY: key } = this.config;
    if (key === undefined) throw new Problem(notFound);
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (isSame(headers[ADMIN_HEADER], key)) return true;
    throw new Problem(unauthenticated, {
      detail: `Send the key of this server's operator as \`${ADMIN_HEADER}\`.`,
      headers: { 'www-authenticate': 'AdminKey realm="coinslot"' },
    });
  }
}

/** Digests have one length, so that the time tells nothing about the key. */
function isSame(given: string | string[] | undefined, key: Secret): boolean {
  return typeof given === 'string' && safeEqual(sha256(given), sha256(key.reveal()));
}
