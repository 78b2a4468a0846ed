import { Injectable } from '@nestjs/common';
import type { Secret } from '../../../common/crypto/index.js';
import type { AuthenticatedUser } from '../guard/authenticated-user.js';
import type { Authenticator } from '../guard/authenticator.js';
import { ExternalAccounts } from './external-accounts.service.js';
import { ExternalTokens } from './external-tokens.service.js';

/** People who signed in elsewhere: the configuration of their issuer says what they may do. */
@Injectable()
export class ExternalJwtAuthenticator implements Authenticator {
  constructor(
    private readonly tokens: ExternalTokens,
    private readonly accounts: ExternalAccounts,
  ) {}

  recognises(credential: Secret): boolean {
    return this.tokens.claimsToBeKnown(credential.reveal());
  }

  async authenticate(credential: Secret): Promise<AuthenticatedUser | undefined> {
    const subject = await this.tokens.subjectOf(credential.reveal());
    const id = subject && (await this.accounts.findOrCreate(subject));
    if (subject === undefined || id === undefined) return undefined;
    return { id, scopes: new Set(subject.from.scopes), via: 'external_jwt' };
  }
}
