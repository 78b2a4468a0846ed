import { Injectable } from '@nestjs/common';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import type { Access } from '../providers/provider-sessions.service.js';
import { AccessRenewal } from './access-renewal.js';
import { ConnectionStates, type StoredConnection } from './connection-states.service.js';

/** What asks a provider with what is stored. Once the provider has refused it, it may be renewed. */
export interface LiveAccess extends Access {
  /** What is asked with at present. */
  readonly stored: StoredConnection;
}

/** Lets connections ask their providers, and renews their access when a provider refuses it. */
@Injectable()
export class LiveAccesses {
  constructor(
    private readonly states: ConnectionStates,
    private readonly renewal: AccessRenewal,
  ) {}

  /** @throws {VaultError} when a secret was tampered with */
  open(definition: ProviderDefinition, from: StoredConnection): LiveAccess {
    let stored = from;
    let access = this.states.accessOf(definition, stored);
    const renew = async () => {
      const renewed = await this.renewal.renew(definition, stored);
      if (renewed === undefined) return false;
      stored = renewed;
      access = this.states.accessOf(definition, stored);
      return true;
    };
    return {
      get stored() {
        return stored;
      },
      get secrets() {
        return access.secrets;
      },
      get inputs() {
        return access.inputs;
      },
      renew,
    };
  }
}
