import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Secret } from '../../../common/crypto/index.js';
import type { AuthenticatedUser, Scope } from './authenticated-user.js';
import { type Authenticator, AUTHENTICATORS } from './authenticator.js';
import { credentialsMissing, credentialsRefused, scopeMissing } from './challenges.js';
import { readCredential } from './credential.js';
import type { AuthenticatedRequest } from './current-user.decorator.js';
import { PROOF_HEADER } from './open-to-proof.decorator.js';
import { PUBLIC } from './public.decorator.js';
import { REQUIRED_SCOPE } from './require-scope.decorator.js';
import { SessionCookies } from '../cookies/session-cookies.service.js';

/** Closes every route that is not public: the caller must prove who they are and have the scope. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(AUTHENTICATORS) private readonly authenticators: readonly Authenticator[],
    private readonly cookies: SessionCookies,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, route) === true) return true;

    const request = context.switchToHttp().getRequest<FastifyRequest & AuthenticatedRequest>();
    const proof = this.reflector.getAllAndOverride<string | undefined>(PROOF_HEADER, route);
    if (proof !== undefined && request.headers[proof] !== undefined) return true;
    const user = await this.identify(request, proof);
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(REQUIRED_SCOPE, route);
    if (!user.scopes.has(scope ?? 'admin')) throw scopeMissing(scope ?? 'admin');
    request.user = user;
    return true;
  }

  private async identify(request: FastifyRequest, proof?: string): Promise<AuthenticatedUser> {
    const credential = this.credentialOf(request);
    if (credential === undefined) throw credentialsMissing(proof);
    const authenticator = this.authenticators.find((each) => each.recognises(credential));
    const user = await authenticator?.authenticate(credential);
    if (user === undefined) {
      throw credentialsRefused('The token or API key is malformed, expired or revoked.');
    }
    return user;
  }

  /** A header says who sends; without one, the cookie of a person at this server's pages. */
  private credentialOf({ method, headers }: FastifyRequest): Secret | undefined {
    const sent = readCredential(headers);
    if (sent === 'unusable') {
      throw credentialsRefused(
        'Send exactly one credential: `Authorization: Bearer <token>` or `x-api-key: <key>`.',
      );
    }
    if (sent !== 'none') return sent;
    const kept = this.cookies.credentialOf(headers);
    if (kept !== undefined) this.cookies.assertOwnPage(method, headers);
    return kept;
  }
}
