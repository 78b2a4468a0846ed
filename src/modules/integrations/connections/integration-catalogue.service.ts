import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { Problem } from '../../../common/errors/index.js';
import { unknownProvider } from '../integration-problems.js';
import type { ConnectionProvider, ProviderDefinition } from '../providers/connection-provider.js';
import { ConnectionProviders } from '../providers/connection-providers.service.js';
import type { ConnectionEntity } from './connection.entity.js';
import { ConnectionsRepository } from './connections.repository.js';

/** What is known of a provider, and where the user stands with it. */
export interface Integration {
  readonly definition: ProviderDefinition;
  /** Null when the user never connected. */
  readonly connection: ConnectionEntity | null;
}

/** What a user can connect, and has connected. */
@Injectable()
export class IntegrationCatalogue {
  constructor(
    private readonly database: Database,
    private readonly providers: ConnectionProviders,
    private readonly connections: ConnectionsRepository,
    private readonly clock: Clock,
  ) {}

  /** Every provider, in the order in which they are set up. */
  async list(userId: string): Promise<Integration[]> {
    const own = await this.database.asUser(userId, (tx) => this.connections.list(tx, userId));
    return this.providers.all.map(({ definition }) => ({
      definition,
      connection: this.standing(own.find(({ provider }) => provider === definition.id) ?? null),
    }));
  }

  /** @throws {Problem} unknown_provider */
  async show(userId: string, id: string): Promise<Integration> {
    const { definition } = this.provider(id);
    const connection = await this.database.asUser(userId, (tx) =>
      this.connections.read(tx, userId, id),
    );
    return { definition, connection: this.standing(connection) };
  }

  /** Whoever stays away at a provider is not connecting any more. */
  private standing(connection: ConnectionEntity | null): ConnectionEntity | null {
    if (connection?.status !== 'connecting') return connection;
    const { connectingUntil: until } = connection;
    if (until !== null && until > this.clock.now()) return connection;
    return { ...connection, status: 'disconnected' };
  }

  /** @throws {Problem} unknown_provider, naming those that exist */
  provider(id: string): ConnectionProvider {
    const provider = this.providers.find(id);
    if (provider !== undefined) return provider;
    const known = this.providers.all.map(({ definition }) => definition.id).join(', ');
    throw new Problem(unknownProvider, { detail: `The providers are: ${known}.` });
  }
}
