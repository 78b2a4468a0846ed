import { randomUUID } from 'node:crypto';
import { generatePrivateKey } from 'viem/accounts';
import { ProviderFiguresSource } from '../../src/modules/insights/provider-accounts/provider-figures-source.service.js';
import type { SourceAnswer, SourceQuery } from '../../src/modules/insights/series/source.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import type { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import type { Ground, Replica } from '../e2e/shop.js';

const TIME_LIMIT_MS = 250_000;

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + TIME_LIMIT_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not come to that in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Somebody with an account at a provider. */
export interface Person {
  readonly id: string;
  readonly api: ApiClient;
}

export interface CollectionRow {
  readonly status: string;
  readonly reason: string | null;
  readonly lease: string | null;
  readonly failures: number;
  readonly syncedAt: Date | null;
  /** In how many seconds it is due. */
  readonly dueIn: number;
}

export async function signIn(origin: string, wallet = generatePrivateKey()): Promise<Person> {
  const api = await ApiClient.signIn(origin, wallet);
  const { id } = await api.send<{ id: string }>('GET', '/me');
  return { id, api };
}

/** A key that nobody had before. @param kind what the stand-in knows it by, such as `org` */
export function newKey(kind = 'org'): string {
  return `sk-ant-${kind}-${randomUUID()}`;
}

/** Looks into, and moves on, what replicas on one ground do. */
export class AccountsGround {
  constructor(
    readonly ground: Pick<Ground, 'owner'>,
    readonly services: ProviderServer,
  ) {}

  async collection({ id }: Person, provider = 'anthropic'): Promise<CollectionRow | undefined> {
    const [row] = await this.ground.owner.query<CollectionRow[]>(
      `SELECT status, reason, lease, failures, synced_at AS "syncedAt",
           extract(epoch FROM due_at - now())::float AS "dueIn"
         FROM provider_collections WHERE user_id = $1 AND provider = $2`,
      [id, provider],
    );
    return row;
  }

  /** Its event has been handled, and nothing was read yet. */
  async isWaiting(person: Person, provider = 'anthropic'): Promise<boolean> {
    return (await this.collection(person, provider)) !== undefined;
  }

  /** The minute between two readings is over, and the account is due. */
  async makeDue({ id }: Person): Promise<void> {
    await this.rest();
    await this.ground.owner.query(
      `UPDATE provider_collections SET due_at = now() WHERE user_id = $1`,
      [id],
    );
  }

  async rest(): Promise<void> {
    await this.ground.owner.query(`UPDATE provider_collections SET rest_until = NULL`);
  }

  /** Whoever was at it has died, and its time is over. */
  async passLease(): Promise<void> {
    await this.ground.owner.query(
      `UPDATE provider_collections SET lease_until = now(), rest_until = NULL WHERE lease IS NOT NULL`,
    );
  }

  /** What the minute does, once for each replica. */
  async look(times = 1): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      await this.ground.owner.query(`SELECT graphile_worker.add_job('collect_provider_accounts')`);
    }
  }

  /** One run of the job over this account alone. */
  async collect(person: Person): Promise<CollectionRow> {
    await until(() => this.isWaiting(person));
    await this.ground.owner.query(
      `UPDATE provider_collections SET due_at = 'infinity' WHERE user_id <> $1`,
      [person.id],
    );
    await this.makeDue(person);
    await this.look();
    await until(() => this.isTaken(person));
    await until(async () => (await this.collection(person))?.lease === null);
    const row = await this.collection(person);
    if (row === undefined) throw new Error('the account is gone');
    return row;
  }

  /** Runs until all that the provider tells of is known, or something is wrong. */
  async collectAll(person: Person): Promise<CollectionRow> {
    let row = await this.collect(person);
    while (row.status === 'collecting') row = await this.collect(person);
    return row;
  }

  /** Whoever takes an account has it rest. */
  private async isTaken({ id }: Person): Promise<boolean> {
    const rows = await this.ground.owner.query<object[]>(
      `SELECT FROM provider_collections WHERE user_id = $1 AND rest_until IS NOT NULL`,
      [id],
    );
    return rows.length > 0;
  }

  /**
   * Questions that the provider got from a key, by their paths. One that came so soon after others that it has
   * to be put again, as on a fast machine, is one question.
   */
  asked(key: string): { path: string; query: URLSearchParams }[] {
    return this.services.asked.filter((each) => each.key === key && !each.isTooSoon);
  }
}

/** A question to the source of figures, with the usual answers to what is not said. */
export function figures(
  { app }: Pick<Replica, 'app'>,
  { id }: Person,
  query: Pick<SourceQuery, 'measure'> & Partial<SourceQuery>,
): Promise<SourceAnswer> {
  return app.get(ProviderFiguresSource).read(id, {
    by: null,
    period: { from: '2026-01-01', to: '2026-12-31', tz: 'UTC' },
    hasPrior: false,
    top: 100,
    filters: {},
    ...query,
  });
}
