import type { ProviderDefinition } from '../providers/connection-provider.js';
import type { StoredConnection } from './connection-states.service.js';

/** Port: gets new access to accounts. Whoever renews tokens supplies it. */
export abstract class AccessRenewal {
  /**
   * Renews what a provider has just refused, or takes what was renewed or connected meanwhile.
   * @returns undefined where it cannot be renewed, so that the refusal stands
   * @throws {ProviderUnreachable} when it cannot be renewed at the moment
   */
  abstract renew(
    definition: ProviderDefinition,
    refused: StoredConnection,
  ): Promise<StoredConnection | undefined>;
}
