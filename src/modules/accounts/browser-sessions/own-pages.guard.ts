import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SessionCookies } from '../cookies/session-cookies.service.js';

/** Lets only pages of this server in: nobody signs somebody in or out from elsewhere. */
@Injectable()
export class OwnPagesGuard implements CanActivate {
  constructor(private readonly cookies: SessionCookies) {}

  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    this.cookies.assertOwnPage(method, headers);
    return true;
  }
}
