import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Secret } from '../../../common/crypto/index.js';
import { Problem } from '../../../common/errors/index.js';
import { Outbox } from '../../../common/outbox/index.js';
import { notConnected } from '../integration-problems.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { credentialsOf, type TokenRefresh, tokenWay } from '../providers/provider-auth.js';
import type { Secrets } from '../providers/provider-api.client.js';
import { secretsOf, type TokenSet } from '../providers/issued-tokens.js';
import type { Access, Finding } from '../providers/provider-sessions.service.js';
import { connectionHolder, type StoredSecret, Vault } from '../vault/vault.service.js';
import type { ConnectionEntity } from './connection.entity.js';
import { accessTimes } from './access-times.js';
import { Chance } from './chance.service.js';
import { ConnectionsRepository, type NewConnection } from './connections.repository.js';
import { kept } from './kept-metadata.js';
import { RevocationsRepository } from './revocations.repository.js';

const NOT_CONNECTED: ReadonlySet<string> = new Set(['disconnected', 'connecting']);

/** What a provider issued, and how it is to be renewed; undefined where it cannot be. */
export interface NewTokens {
  readonly issued: TokenSet;
  readonly refresh: TokenRefresh | undefined;
}

/** A connection with its secrets as they are stored, by their names. */
export interface StoredConnection {
  readonly connection: ConnectionEntity;
  readonly secrets: ReadonlyMap<string, StoredSecret>;
}

/**
 * Changes where a connection stands, with its secrets and the event that tells of it, in the caller's
 * transaction.
 */
@Injectable()
export class ConnectionStates {
  constructor(
    private readonly connections: ConnectionsRepository,
    private readonly vault: Vault,
    private readonly outbox: Outbox,
    private readonly chance: Chance,
    private readonly revocations: RevocationsRepository,
  ) {}

  /**
   * Connects, or connects again in place of what was there. `tokens` are stored as `access_token` and
   * `refresh_token`, and renewed before they end; the caller has just got them.
   */
  async connect(
    tx: EntityManager,
    userId: string,
    provider: string,
    {
      secrets,
      tokens,
      ...saved
    }: NewConnection & { readonly secrets: Secrets; readonly tokens?: NewTokens },
  ): Promise<void> {
    const refresh = tokens?.issued.refreshToken && tokens.refresh;
    const times = tokens && accessTimes(tokens.issued, refresh, this.chance.next());
    const id = await this.connections.connect(tx, userId, provider, saved, times);
    const holder = connectionHolder({ id, userId, provider });
    await this.vault.deleteAll(tx, holder);
    const all = new Map([...secrets, ...(tokens ? secretsOf(tokens.issued) : [])]);
    for (const [name, secret] of all) await this.vault.store(tx, holder, name, secret);
    await this.outbox.add(tx, { userId, type: 'connection.connected', data: { provider } });
  }

  /**
   * Erases the secrets and what was known of the account; once that is done, it changes nothing.
   * @param reason when it was not the user
   */
  async disconnect(
    tx: EntityManager,
    userId: string,
    provider: string,
    reason?: 'ended_by_provider',
  ): Promise<void> {
    const connection = await this.connections.lock(tx, userId, provider);
    if (connection === null || connection.status === 'disconnected') return;
    await this.vault.deleteAll(tx, connectionHolder(connection));
    await this.connections.disconnect(tx, connection.id);
    if (connection.status === 'connecting') return;
    const data = { provider, ...(reason && { reason }) };
    await this.outbox.add(tx, { userId, type: 'connection.disconnected', data });
  }

  /** Before a connection is ended: keeps its token until the provider was told to end it, where it can. */
  async haveRevoked(
    tx: EntityManager,
    userId: string,
    definition: ProviderDefinition,
  ): Promise<void> {
    await this.connections.lock(tx, userId, definition.id);
    const stored = await this.read(tx, userId, definition);
    const token = stored?.secrets.get('refresh_token') ?? stored?.secrets.get('access_token');
    if (stored === undefined || token === undefined) return;
    if (tokenWay(definition)?.revokeUrl === undefined) return;
    await this.revocations.add(tx, token, kept(definition, stored.connection.metadata));
  }

  /** Undefined when the user is not connected. */
  async read(
    tx: EntityManager,
    userId: string,
    { id, auth }: ProviderDefinition,
  ): Promise<StoredConnection | undefined> {
    const connection = await this.connections.read(tx, userId, id);
    if (connection === null || NOT_CONNECTED.has(connection.status)) return undefined;
    const secrets = new Map<string, StoredSecret>();
    for (const name of new Set(auth.flatMap(credentialsOf))) {
      const stored = await this.vault.read(tx, connectionHolder(connection), name);
      if (stored !== undefined) secrets.set(name, stored);
    }
    return { connection, secrets };
  }

  /** As {@link read}. @throws {Problem} not_connected */
  async require(
    tx: EntityManager,
    userId: string,
    definition: ProviderDefinition,
  ): Promise<StoredConnection> {
    const stored = await this.read(tx, userId, definition);
    if (stored === undefined) throw new Problem(notConnected);
    return stored;
  }

  /** What to ask the provider with. @throws {VaultError} when a secret was tampered with */
  accessOf({ auth, metadata }: ProviderDefinition, stored: StoredConnection): Access {
    const secrets = new Map<string, Secret>();
    for (const [name, secret] of stored.secrets) secrets.set(name, this.vault.unseal(secret));
    return { secrets, inputs: kept({ auth, metadata }, stored.connection.metadata) };
  }

  /** The user chose something of the account: members of the metadata. */
  async choose(
    tx: EntityManager,
    { connection }: StoredConnection,
    members: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.connections.choose(tx, connection.id, members);
  }

  /** Notes what a check found, unless the connection was made anew or ended since `asked` was read. */
  async note(
    tx: EntityManager,
    definition: ProviderDefinition,
    asked: StoredConnection,
    finding: Finding,
  ): Promise<void> {
    const { userId, provider } = asked.connection;
    await this.connections.lock(tx, userId, provider);
    const current = await this.read(tx, userId, definition);
    if (current === undefined || !isSame(asked, current)) return;
    const { connection } = current;
    if (finding.verdict === 'unreachable') {
      // Why the provider refused it stays: the user still has to do something about that.
      if (connection.status === 'error') return;
      return this.connections.noteError(tx, connection.id, finding.reason);
    }
    if (finding.verdict === 'invalid') return this.noteInvalid(tx, connection, finding.reason);
    if (finding.verdict === 'declared') return;
    const metadata = { ...finding.metadata, ...kept(definition, connection.metadata) };
    await this.connections.markValid(tx, connection.id, metadata);
    if (connection.status === 'connected') return;
    await this.outbox.add(tx, { userId, type: 'connection.connected', data: { provider } });
  }

  /** Of what has expired already, a refusal tells nothing new. */
  private async noteInvalid(
    tx: EntityManager,
    { id, userId, provider, status }: ConnectionEntity,
    reason: string,
  ): Promise<void> {
    if (status === 'expired') return this.connections.noteError(tx, id, reason);
    await this.connections.markInvalid(tx, id, reason);
    if (status === 'error') return;
    await this.outbox.add(tx, { userId, type: 'connection.error', data: { provider, reason } });
  }
}

/** Whether no secret was replaced, and the connection not made anew. */
function isSame(asked: StoredConnection, current: StoredConnection): boolean {
  const versions = ({ secrets }: StoredConnection) =>
    [...secrets].map(([name, { context }]) => `${name} ${context.version}`).join();
  return (
    versions(asked) === versions(current) &&
    asked.connection.connectedAt?.getTime() === current.connection.connectedAt?.getTime()
  );
}
