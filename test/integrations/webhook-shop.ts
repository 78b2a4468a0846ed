import type { DataSource } from 'typeorm';
import { generatePrivateKey } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';

export { until } from '../events/events-server.js';

export interface Hook {
  readonly id: string;
  readonly secret: string;
  readonly status: string;
  readonly disabledReason: string | null;
}

export interface PageOf<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

export interface Letter {
  readonly id: string;
  readonly messageId: string;
  readonly status: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly type: string;
}

/** A user with webhooks. */
export class HookUser {
  private constructor(
    readonly id: string,
    readonly api: ApiClient,
    private readonly owner: DataSource,
  ) {}

  static async signIn(origin: string, owner: DataSource): Promise<HookUser> {
    const api = await ApiClient.signIn(origin, generatePrivateKey());
    const { id } = await api.send<{ id: string }>('GET', '/me');
    return new HookUser(id, api, owner);
  }

  hook(url: string, events?: string[]): Promise<Hook> {
    return this.api.send<Hook>('POST', '/webhooks', { url, ...(events && { events }) });
  }

  /** Writes numbered events for the user, each in a transaction of its own. */
  async happen(...numbers: number[]): Promise<void> {
    for (const n of numbers) {
      await this.owner.query(`INSERT INTO outbox (user_id, type, data) VALUES ($1, $2, $3)`, [
        this.id,
        'x_test.happened',
        { n, user: this.id },
      ]);
    }
  }

  read(id: string): Promise<Hook> {
    return this.api.send('GET', `/webhooks/${id}`);
  }

  async letters(id: string, query = ''): Promise<Letter[]> {
    const page = await this.api.send<PageOf<Letter>>('GET', `/webhooks/${id}/deliveries${query}`);
    return page.items;
  }
}

/** All webhooks, locked in the order in which servers lock them. */
const LOCKED = `SELECT id FROM webhook_endpoints ORDER BY id FOR UPDATE`;

/** As if all pauses were over. */
export async function passTime(owner: DataSource): Promise<void> {
  await owner.query(
    `UPDATE webhook_endpoints SET next_at = now() WHERE next_at IS NOT NULL AND id IN (${LOCKED})`,
  );
}

/** Webhooks that have not as many open deliveries as they say. */
export function miscounted(owner: DataSource): Promise<object[]> {
  return owner.query(
    `SELECT w.id, w.open_count, o.count FROM webhook_endpoints w, LATERAL (
       SELECT count(*)::int AS count FROM webhook_deliveries d
        WHERE d.webhook_id = w.id AND d.status = 'open') o
      WHERE w.open_count <> o.count`,
  );
}

/** Leaves nothing of webhooks, nor of events that are on their way. */
export async function forgetAll(owner: DataSource): Promise<void> {
  await owner.query(`DELETE FROM webhook_endpoints WHERE id IN (${LOCKED})`);
  await owner.transaction(async (tx) => {
    // In the order in which a server that hands events on locks them.
    await tx.query(`LOCK TABLE outbox, event_deliveries IN EXCLUSIVE MODE`);
    await tx.query(`DELETE FROM event_deliveries`);
    await tx.query(`DELETE FROM outbox`);
  });
}
