import { Injectable } from '@nestjs/common';
import type { Secret } from '../../../common/crypto/index.js';
import { type AuthenticatedUser, SCOPES } from '../guard/authenticated-user.js';
import type { Authenticator } from '../guard/authenticator.js';
import { AccessTokens } from './access-tokens.service.js';

/** People who signed in themselves: their access token allows everything. */
@Injectable()
export class SessionAuthenticator implements Authenticator {
  constructor(private readonly accessTokens: AccessTokens) {}

  recognises(credential: Secret): boolean {
    return this.accessTokens.claimsToBeOurs(credential.reveal());
  }

  async authenticate(credential: Secret): Promise<AuthenticatedUser | undefined> {
    const id = await this.accessTokens.userOf(credential.reveal());
    return id === undefined ? undefined : { id, scopes: new Set(SCOPES), via: 'session' };
  }
}
