import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { accessEnded, providerUnreachable } from '../integration-problems.js';
import { type ProviderSession, ProviderUnreachable } from '../providers/provider-session.js';
import { ProviderSessions } from '../providers/provider-sessions.service.js';
import { ConnectionStates } from './connection-states.service.js';
import { IntegrationCatalogue } from './integration-catalogue.service.js';
import { KeyCheckLimits } from './key-check-limits.service.js';
import type { ConnectionEntity } from './connection.entity.js';
import { LiveAccesses } from './live-accesses.service.js';

/** A connected account, as it stood when it was opened, and what asks it. */
export interface OpenedAccount {
  readonly connection: Pick<ConnectionEntity, 'id' | 'status'>;
  readonly session: ProviderSession;
}

/** Asks connected accounts for more than checks do. */
@Injectable()
export class ConnectedSessions {
  constructor(
    private readonly database: Database,
    private readonly catalogue: IntegrationCatalogue,
    private readonly states: ConnectionStates,
    private readonly sessions: ProviderSessions,
    private readonly limits: KeyCheckLimits,
    private readonly accesses: LiveAccesses,
  ) {}

  /**
   * Lets `work` ask with what the user stored; when the provider refuses that, the server renews it once.
   * @param address of who asks, beside the account that is counted
   * @throws {Problem} unknown_provider, not_connected, access_ended, too_many_requests or
   * provider_unreachable
   */
  async ask<T>(
    userId: string,
    provider: string,
    address: string,
    work: (session: ProviderSession) => Promise<T>,
  ): Promise<T> {
    const { definition, stored } = await this.read(userId, provider);
    await this.limits.admit({ userId, address });
    const session = this.sessions.open(definition, this.accesses.open(definition, stored));
    try {
      return await work(session);
    } catch (error) {
      if (!(error instanceof ProviderUnreachable)) throw error;
      throw new Problem(providerUnreachable, { detail: `${error.message}.` });
    }
  }

  /**
   * What asks on behalf of the server itself, by a job, say: whoever does bounds how often. A refused access
   * is renewed as in {@link ask}.
   * @param limitMs how long everything that is asked may take
   * @throws {Problem} unknown_provider, not_connected or access_ended
   */
  async open(userId: string, provider: string, limitMs: number): Promise<OpenedAccount> {
    const { definition, stored } = await this.read(userId, provider);
    const access = this.accesses.open(definition, stored);
    return {
      connection: stored.connection,
      session: this.sessions.open(definition, access, limitMs),
    };
  }

  private async read(userId: string, provider: string) {
    const { definition } = this.catalogue.provider(provider);
    const stored = await this.database.asUser(userId, (tx) =>
      this.states.require(tx, userId, definition),
    );
    if (stored.connection.status === 'expired') throw new Problem(accessEnded);
    return { definition, stored };
  }

  /**
   * Keeps what the user chose of the account: `chosen` members of the metadata.
   * @throws {Problem} unknown_provider or not_connected
   */
  async choose(
    userId: string,
    provider: string,
    members: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { definition } = this.catalogue.provider(provider);
    await this.database.asUser(userId, async (tx) => {
      const stored = await this.states.require(tx, userId, definition);
      await this.states.choose(tx, stored, members);
    });
  }
}
