import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { ConnectionChecks } from './connection-checks.service.js';
import { ConnectionStates } from './connection-states.service.js';
import { IntegrationCatalogue } from './integration-catalogue.service.js';
import { LiveAccesses } from './live-accesses.service.js';

/** Finds out how connections stand that a provider has refused, while the server asked by itself. */
@Injectable()
export class ConnectionRechecks {
  constructor(
    private readonly database: Database,
    private readonly catalogue: IntegrationCatalogue,
    private readonly states: ConnectionStates,
    private readonly checks: ConnectionChecks,
    private readonly accesses: LiveAccesses,
  ) {}

  /**
   * Asks whether the provider still accepts what is stored, and notes what it says, as when its user asks.
   * Of a connection that has ended meanwhile there is nothing to ask.
   * @throws {Problem} unknown_provider
   */
  async check(userId: string, id: string): Promise<void> {
    const provider = this.catalogue.provider(id);
    const { definition } = provider;
    const stored = await this.database.asUser(userId, (tx) =>
      this.states.read(tx, userId, definition),
    );
    if (stored === undefined || stored.connection.status === 'expired') return;
    const access = this.accesses.open(definition, stored);
    const finding = await this.checks.check(provider, access);
    await this.database.asUser(userId, (tx) =>
      this.states.note(tx, definition, access.stored, finding),
    );
  }
}
