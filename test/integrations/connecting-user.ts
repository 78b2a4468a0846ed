import { expect } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import type { Shop } from '../e2e/shop.js';

export type Connection = Readonly<Record<string, unknown>>;
interface Integration {
  readonly provider: string;
  readonly connection: Connection;
}
interface Tested {
  readonly result: string;
  readonly reason: string | null;
  readonly connection: Connection;
}

export const TIME = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
/** What stands there of a connection that nobody has made yet. */
export const NOTHING = {
  status: 'disconnected',
  metadata: null,
  lastError: null,
  lastErrorAt: null,
  tokenExpiresAt: null,
  lastRefreshedAt: null,
  connectedAt: null,
  disconnectedAt: null,
};

/** A new user who connects services. After each step, all pages have to say the same. */
export class ConnectingUser {
  private constructor(
    readonly client: ApiClient,
    readonly id: string,
    private readonly owner: Shop['owner'],
  ) {}

  static async signIn({ origin, owner }: Shop): Promise<ConnectingUser> {
    const client = await ApiClient.signIn(origin, generatePrivateKey());
    const { id } = await client.send<{ id: string }>('GET', '/me');
    return new ConnectingUser(client, id, owner);
  }

  /** Where the user stands: the list and the provider’s own page say the same. */
  async standing(provider: string): Promise<Connection> {
    const { items } = await this.client.send<{ items: Integration[] }>('GET', '/integrations');
    const path = `/integrations/${provider}`;
    const { connection } = await this.client.send<Integration>('GET', path);
    expect(items.find((each) => each.provider === provider)?.connection).toEqual(connection);
    return connection;
  }

  async connect(provider: string, body: object): Promise<Connection> {
    const path = `/integrations/${provider}/connect`;
    const { connection } = await this.client.send<Integration>('POST', path, body);
    expect(await this.standing(provider)).toEqual(connection);
    return connection;
  }

  async test(provider: string): Promise<Tested> {
    const tested = await this.client.send<Tested>('POST', `/integrations/${provider}/test`);
    expect(await this.standing(provider)).toEqual(tested.connection);
    return tested;
  }

  async disconnect(provider: string): Promise<Connection> {
    const path = `/integrations/${provider}/disconnect`;
    const { connection } = await this.client.send<Integration>('POST', path);
    expect(await this.standing(provider)).toEqual(connection);
    return connection;
  }

  /** All that were written of the user’s connections, the oldest first. */
  events(): Promise<{ type: string; data: object }[]> {
    return this.owner.query(
      `SELECT type, data FROM outbox WHERE user_id = $1 AND type LIKE 'connection.%' ORDER BY id`,
      [this.id],
    );
  }
}
