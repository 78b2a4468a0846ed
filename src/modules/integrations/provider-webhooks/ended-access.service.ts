import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { ConnectionStates } from '../connections/connection-states.service.js';
import { ReceivedWebhooksRepository } from './received-webhooks.repository.js';

/** An account at a provider, and when access to it ended. */
export interface EndedAccess {
  readonly provider: string;
  /** The member of the metadata that names the account. */
  readonly member: string;
  readonly account: string;
  readonly at: Date;
}

/** Disconnects everybody who had connected an account that a provider ended access to. */
@Injectable()
export class EndedAccesses {
  constructor(
    private readonly database: Database,
    private readonly webhooks: ReceivedWebhooksRepository,
    private readonly states: ConnectionStates,
  ) {}

  /** Each user in a transaction of their own, with their own rights. */
  async end(ended: EndedAccess): Promise<void> {
    let users = await this.usersOf(ended, null);
    while (users.length > 0) {
      for (const userId of users) {
        await this.database.asUser(userId, (tx) => this.endFor(tx, userId, ended));
      }
      users = await this.usersOf(ended, users.at(-1) ?? null);
    }
  }

  private usersOf(ended: EndedAccess, after: string | null): Promise<string[]> {
    return this.database.asService('provider_webhooks', (tx) =>
      this.webhooks.usersOf(tx, ended, after),
    );
  }

  /** Leaves a connection alone that was made since: its secrets are not those that ended. */
  private async endFor(
    tx: EntityManager,
    userId: string,
    { provider, member, account, at }: EndedAccess,
  ): Promise<void> {
    const [locked] = await tx.query<{ id: string }[]>(
      `SELECT id FROM connections
        WHERE user_id = $1 AND provider = $2 AND metadata ->> $4::text = $3 FOR UPDATE`,
      [userId, provider, account, member],
    );
    if (locked === undefined) return;
    // A statement of its own: it sees what whoever held the lock before has stored.
    const [row] = await tx.query<{ isOlder: boolean }[]>(
      `SELECT coalesce((SELECT min(created_at) FROM credentials WHERE connection_id = c.id),
                connected_at, '-infinity') <= $2 AS "isOlder"
         FROM connections c WHERE id = $1`,
      [locked.id, at],
    );
    if (row?.isOlder !== true) return;
    await this.states.disconnect(tx, userId, provider, 'ended_by_provider');
  }
}
