import { Injectable } from '@nestjs/common';
import type { Secret } from '../../../common/crypto/index.js';
import { Database } from '../../../common/database/index.js';
import { UsersRepository } from '../profile/users.repository.js';
import { type AuthenticatedUser, SCOPES } from '../guard/authenticated-user.js';
import type { Authenticator } from '../guard/authenticator.js';
import { AccessTokens } from './access-tokens.service.js';

/** People who signed in themselves: their access token allows everything. */
@Injectable()
export class SessionAuthenticator implements Authenticator {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly db: Database,
    private readonly users: UsersRepository,
  ) {}

  recognises(credential: Secret): boolean {
    return this.accessTokens.claimsToBeOurs(credential.reveal());
  }

  async authenticate(credential: Secret): Promise<AuthenticatedUser | undefined> {
    const id = await this.accessTokens.userOf(credential.reveal());
    if (id === undefined || !(await this.exists(id))) return undefined;
    return { id, scopes: new Set(SCOPES), via: 'session' };
  }

  /** A token outlives an account that is deleted. */
  private async exists(id: string): Promise<boolean> {
    return (await this.db.asService('accounts', (tx) => this.users.find(tx, id))) !== null;
  }
}
