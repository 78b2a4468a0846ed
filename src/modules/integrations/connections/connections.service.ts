import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import {
  keyRefused,
  notConfigured,
  permissionNeeded,
  providerUnreachable,
} from '../integration-problems.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import {
  type ApiKeyAuth,
  type DeclaredAuth,
  isAvailable,
  type ProviderAuth,
} from '../providers/provider-auth.js';
import type { Finding } from '../providers/provider-sessions.service.js';
import { ConnectionChecks } from './connection-checks.service.js';
import { ConnectionStates, type StoredConnection } from './connection-states.service.js';
import { KeyCheckLimits } from './key-check-limits.service.js';
import { type Integration, IntegrationCatalogue } from './integration-catalogue.service.js';
import { LiveAccesses } from './live-accesses.service.js';
import { readFields } from './read-fields.js';

/** Connects users with providers, and ends it; each user their own alone. */
@Injectable()
export class Connections {
  constructor(
    private readonly database: Database,
    private readonly catalogue: IntegrationCatalogue,
    private readonly states: ConnectionStates,
    private readonly checks: ConnectionChecks,
    private readonly limits: KeyCheckLimits,
    private readonly accesses: LiveAccesses,
  ) {}

  /**
   * Connects with what the user filled in, once the provider accepts it; connecting again replaces what
   * was there. A failure changes nothing.
   * @param address of who asks, beside the account that is counted
   * @throws {Problem} unknown_provider, not_configured, permission_needed, invalid_input, key_refused, too_many_requests or
   * provider_unreachable
   */
  async connect(userId: string, id: string, body: unknown, address: string): Promise<Integration> {
    const provider = this.catalogue.provider(id);
    const way = filledInWay(provider.definition);
    const access = readFields(way.fields, body);
    await this.limits.admit({ userId, address });
    // Before the transaction: a slow provider must not hold a database connection.
    const finding = await this.checks.check(provider, access);
    const saved = { ...acceptable(way, finding), secrets: access.secrets, isEnabled: true };
    await this.database.asUser(userId, (tx) => this.states.connect(tx, userId, id, saved));
    return this.catalogue.show(userId, id);
  }

  /**
   * Asks the provider whether it still accepts what is stored, and notes what it says. When it does not
   * say, where the connection stands is left alone. Access that it refuses is renewed once, where that can
   * be; of access that has ended, nothing is left to ask with.
   * @throws {Problem} unknown_provider, not_connected or too_many_requests
   */
  async test(userId: string, id: string, address: string) {
    const provider = this.catalogue.provider(id);
    const asked = await this.database.asUser(userId, (tx) =>
      this.states.require(tx, userId, provider.definition),
    );
    const ended = endOf(asked);
    if (ended !== undefined) {
      return { finding: ended, integration: await this.catalogue.show(userId, id) };
    }
    await this.limits.admit({ userId, address });
    const access = this.accesses.open(provider.definition, asked);
    const finding = await this.checks.check(provider, access);
    await this.database.asUser(userId, (tx) =>
      this.states.note(tx, provider.definition, access.stored, finding),
    );
    return { finding, integration: await this.catalogue.show(userId, id) };
  }

  /**
   * Erases the secrets and all that was known of the account; ending it again changes nothing.
   * @throws {Problem} unknown_provider
   */
  async disconnect(userId: string, id: string): Promise<Integration> {
    const { definition } = this.catalogue.provider(id);
    await this.database.asUser(userId, async (tx) => {
      await this.states.haveRevoked(tx, userId, definition);
      await this.states.disconnect(tx, userId, id);
    });
    return this.catalogue.show(userId, id);
  }
}

/** What is known of access that has ended. */
function endOf({ connection: { status, lastError } }: StoredConnection): Finding | undefined {
  if (status !== 'expired') return undefined;
  return { verdict: 'invalid', reason: lastError ?? 'The access has ended: connect again' };
}

/** The way in which users fill in what it takes. @throws {Problem} permission_needed or not_configured */
function filledInWay({ auth }: ProviderDefinition): ApiKeyAuth | DeclaredAuth {
  const way = auth.find(({ mode }) => mode === 'api_key' || mode === 'declared');
  if (way?.mode === 'api_key' || way?.mode === 'declared') return way;
  throw new Problem(auth.some(isAvailable) ? permissionNeeded : notConfigured);
}

/** What is kept of a finding that connects. @throws {Problem} key_refused or provider_unreachable */
function acceptable(way: ProviderAuth, finding: Finding) {
  if (finding.verdict === 'invalid') {
    const field = way.fields.find(({ type }) => type === 'secret')?.key ?? '';
    throw new Problem(keyRefused, { errors: [{ field, message: finding.reason }] });
  }
  if (finding.verdict !== 'unreachable') {
    return { verification: 'valid', problem: null, metadata: finding.metadata } as const;
  }
  // Sales go on with a key that nobody could check: the first call will tell.
  if (way.mode === 'api_key' && way.runsModels === true) {
    return { verification: 'unverified', problem: finding.reason, metadata: {} } as const;
  }
  throw new Problem(providerUnreachable, { detail: `${finding.reason}. Nothing was changed.` });
}
