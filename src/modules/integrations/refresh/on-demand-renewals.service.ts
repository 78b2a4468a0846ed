import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { AccessRenewal } from '../connections/access-renewal.js';
import {
  ConnectionStates,
  type StoredConnection,
} from '../connections/connection-states.service.js';
import { Renewals } from '../connections/renewals.service.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { ProviderUnreachable } from '../providers/provider-session.js';
import { TokenRenewals } from './token-renewals.service.js';

/** How often and how long somebody else's renewal is waited for. */
const LOOK_AGAIN_MS = 200;
const LOOKS = 50;

/** Renews access when a provider refuses it: one renewal, however many were refused at once. */
@Injectable()
export class OnDemandRenewals extends AccessRenewal {
  constructor(
    private readonly database: Database,
    private readonly states: ConnectionStates,
    private readonly renewals: Renewals,
    private readonly tokens: TokenRenewals,
  ) {
    super();
  }

  async renew(
    definition: ProviderDefinition,
    refused: StoredConnection,
  ): Promise<StoredConnection | undefined> {
    const { userId } = refused.connection;
    for (let look = 0; look < LOOKS; look += 1) {
      const begun = await this.database.asUser(userId, (tx) =>
        this.renewals.begin(tx, definition, refused),
      );
      if (begun.state === 'over') return undefined;
      if (begun.state === 'renewed') return begun.stored;
      if (begun.state === 'failed') throw new ProviderUnreachable(begun.reason);
      if (begun.state === 'busy') {
        await sleep(LOOK_AGAIN_MS);
        continue;
      }
      const outcome = await this.tokens.finish(begun.renewal);
      if (outcome.ended === 'failed') throw new ProviderUnreachable(outcome.reason);
      if (outcome.ended === 'expired') return undefined;
    }
    throw new ProviderUnreachable(`The server still renews the access to ${definition.name}`);
  }
}

/** What connections renew their access with. */
export const accessRenewal = { provide: AccessRenewal, useExisting: OnDemandRenewals };
