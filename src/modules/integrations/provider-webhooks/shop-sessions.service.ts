import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { ConnectionStates } from '../connections/connection-states.service.js';
import { LiveAccesses } from '../connections/live-accesses.service.js';
import { ConnectionProviders } from '../providers/connection-providers.service.js';
import type { ProviderSession } from '../providers/provider-session.js';
import { ProviderSessions } from '../providers/provider-sessions.service.js';

/** A user's connection to a shop, and what asks it. */
export interface ShopSession {
  readonly connection: ConnectionEntity;
  readonly session: ProviderSession;
}

/** Asks shops on behalf of the server, with what their users stored. */
@Injectable()
export class ShopSessions {
  constructor(
    private readonly providers: ConnectionProviders,
    private readonly states: ConnectionStates,
    private readonly accesses: LiveAccesses,
    private readonly sessions: ProviderSessions,
  ) {}

  /** Undefined when the user has no shop connected that answers. */
  async open(tx: EntityManager, userId: string): Promise<ShopSession | undefined> {
    const definition = this.providers.find('shopify')?.definition;
    const stored = definition && (await this.states.read(tx, userId, definition));
    if (definition === undefined || stored?.connection.status !== 'connected') return undefined;
    const session = this.sessions.open(definition, this.accesses.open(definition, stored));
    return { connection: stored.connection, session };
  }
}
