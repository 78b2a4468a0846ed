import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Outbox } from '../../../common/outbox/index.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { tokenWay } from '../providers/provider-auth.js';
import { secretsOf, type TokenSet } from '../providers/issued-tokens.js';
import { connectionHolder, Vault } from '../vault/vault.service.js';
import { accessTimes, waitAfter } from './access-times.js';
import { Chance } from './chance.service.js';
import { ConnectionStates, type StoredConnection } from './connection-states.service.js';
import { type DueConnection, RenewalsRepository } from './renewals.repository.js';

/** A renewal that one process is at: its lease, and what it renews. */
export interface Renewal {
  readonly lease: string;
  readonly definition: ProviderDefinition;
  readonly stored: StoredConnection;
  /** Somebody was at it before and did not come to an end: the provider may have answered already. */
  readonly wasInterrupted: boolean;
}

/** What becomes of access that was refused: it is renewed here, was renewed, is being, or cannot be. */
export type Begun =
  | { readonly state: 'begun'; readonly renewal: Renewal }
  | { readonly state: 'renewed'; readonly stored: StoredConnection }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'busy' }
  | { readonly state: 'over' };

/**
 * Whether what was found is kept. `ended`: the connection is not there any more, or disconnected.
 * `replaced`: the user connected anew, or somebody else has taken the renewal over.
 */
export type Kept = 'kept' | 'ended' | 'replaced';

/**
 * How the access of a connection is renewed, put off or found to be over, in the caller's transaction in
 * the context of the user. What a renewal finds is written only by whoever still has its lease, over the
 * secrets that it began with.
 */
@Injectable()
export class Renewals {
  constructor(
    private readonly repository: RenewalsRepository,
    private readonly states: ConnectionStates,
    private readonly vault: Vault,
    private readonly outbox: Outbox,
    private readonly chance: Chance,
  ) {}

  /** What a process that has taken a due connection renews; undefined when it lost it again. */
  async ofDue(
    tx: EntityManager,
    definition: ProviderDefinition,
    { userId, lease, wasInterrupted }: DueConnection,
  ): Promise<Renewal | undefined> {
    const stored = await this.states.read(tx, userId, definition);
    if (stored?.connection.refreshLease !== lease) return undefined;
    return { lease, definition, stored, wasInterrupted };
  }

  /** Takes a connection whose access was refused, unless it has new access or somebody is at it. */
  async begin(
    tx: EntityManager,
    definition: ProviderDefinition,
    refused: StoredConnection,
  ): Promise<Begun> {
    const { userId, id } = refused.connection;
    const row = await this.repository.lock(tx, id);
    const stored = row && (await this.states.read(tx, userId, definition));
    if (stored?.secrets.has('access_token') !== true) return { state: 'over' };
    if (versionOf(stored, 'access_token') !== versionOf(refused, 'access_token')) {
      return { state: 'renewed', stored };
    }
    if (!isRenewable(definition, stored)) return { state: 'over' };
    if (row?.hasJustFailed === true && row.lastError !== null) {
      return { state: 'failed', reason: row.lastError };
    }
    const lease = await this.repository.take(tx, id);
    if (lease === undefined) return { state: 'busy' };
    const wasInterrupted = stored.connection.refreshLease !== null;
    return { state: 'begun', renewal: { lease, definition, stored, wasInterrupted } };
  }

  /** Stores what the provider issued in place of what was renewed. */
  async renew(tx: EntityManager, renewal: Renewal, issued: TokenSet): Promise<Kept> {
    const kept = await this.claim(tx, renewal);
    if (kept !== 'kept') return kept;
    const { definition, stored } = renewal;
    const { connection, secrets } = stored;
    const holder = connectionHolder(connection);
    for (const [name, secret] of secretsOf(issued))
      await this.vault.store(tx, holder, name, secret);
    const isRenewable = issued.refreshToken !== undefined || secrets.has('refresh_token');
    const refresh = isRenewable ? tokenWay(definition)?.refresh : undefined;
    const times = accessTimes(issued, refresh, this.chance.next());
    await this.repository.renewed(tx, connection.id, times);
    return kept;
  }

  /**
   * Notes that the provider could not be asked, and when to try again; once there is no hope left, the
   * connection expires.
   * @param reason why, for the user
   */
  async postpone(
    tx: EntityManager,
    renewal: Renewal,
    reason: string,
    retryAfter: number | undefined,
  ): Promise<Kept | 'expired'> {
    const kept = await this.claim(tx, renewal);
    if (kept !== 'kept') return kept;
    const { definition, stored } = renewal;
    const { id } = stored.connection;
    const failure = await this.repository.failure(tx, id);
    const giveUpAfter = tokenWay(definition)?.refresh?.giveUpAfter ?? 0;
    const wait = failure && waitAfter({ ...failure, retryAfter }, giveUpAfter, this.chance.next());
    if (failure === undefined || wait === undefined) {
      await this.end(tx, renewal, `${reason}. The server has given up: connect again`);
      return 'expired';
    }
    const hasEnded = failure.accessEnds !== null && failure.accessEnds <= 0;
    const what = hasEnded ? 'The access has ended and' : 'The access';
    const note = `${what} could not be renewed yet: ${reason}. The server tries again`;
    await this.repository.postpone(tx, id, wait, note);
    return kept;
  }

  /** The access is over: erases the secrets, which nobody accepts any more, and tells the user. */
  async expire(tx: EntityManager, renewal: Renewal, reason: string): Promise<Kept> {
    const kept = await this.claim(tx, renewal);
    if (kept === 'kept') await this.end(tx, renewal, reason);
    return kept;
  }

  private async end(tx: EntityManager, { stored }: Renewal, reason: string): Promise<void> {
    const { connection } = stored;
    const { id, userId, provider } = connection;
    await this.vault.deleteAll(tx, connectionHolder(connection));
    await this.repository.expire(tx, id, reason);
    await this.outbox.add(tx, { userId, type: 'connection.expired', data: { provider, reason } });
  }

  /** Locks the connection, and says whether it is still the one that is renewed here. */
  private async claim(tx: EntityManager, { lease, definition, stored }: Renewal): Promise<Kept> {
    const { id, userId } = stored.connection;
    const row = await this.repository.lock(tx, id);
    if (row === undefined || row.status === 'disconnected') return 'ended';
    if (row.lease !== lease) return 'replaced';
    const current = await this.states.read(tx, userId, definition);
    const isSame = ['access_token', 'refresh_token'].every(
      (name) => current !== undefined && versionOf(current, name) === versionOf(stored, name),
    );
    return isSame ? 'kept' : 'replaced';
  }
}

/** Whether there is something to renew with, and a way to. */
function isRenewable(definition: ProviderDefinition, { secrets }: StoredConnection): boolean {
  return secrets.has('refresh_token') && tokenWay(definition)?.refresh !== undefined;
}

function versionOf({ secrets }: StoredConnection, name: string): number | undefined {
  return secrets.get(name)?.context.version;
}
