import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { parseConfig } from '../../src/common/config/index.js';
import { Secret } from '../../src/common/crypto/index.js';
import { Database } from '../../src/common/database/index.js';
import { Outbox } from '../../src/common/outbox/index.js';
import { Chance } from '../../src/modules/integrations/connections/chance.service.js';
import { ConnectionStates } from '../../src/modules/integrations/connections/connection-states.service.js';
import { ConnectionEntity } from '../../src/modules/integrations/connections/connection.entity.js';
import { ConnectionsRepository } from '../../src/modules/integrations/connections/connections.repository.js';
import { RevocationsRepository } from '../../src/modules/integrations/connections/revocations.repository.js';
import { CredentialEntity } from '../../src/modules/integrations/vault/credential.entity.js';
import { CredentialsRepository } from '../../src/modules/integrations/vault/credentials.repository.js';
import { connectionHolder, Vault } from '../../src/modules/integrations/vault/vault.service.js';
import { type Ground, prepareGround } from '../e2e/shop.js';
import { type Tokens, TokenServers } from './token-servers.js';

const REFRESH = { rotates: true, margin: 900, oldTokenUsable: 0, giveUpAfter: 345_600 };

export interface ConnectionRow {
  readonly id: string;
  readonly status: string;
  readonly lastError: string | null;
  readonly lastRefreshedAt: Date | null;
  readonly attempts: number;
  readonly isDue: boolean;
  readonly lease: string | null;
}

/** Connections with tokens, in a database that servers in processes of their own work on. */
export class TokenGround {
  private constructor(
    readonly ground: Ground,
    readonly providers: TokenServers,
    private readonly source: DataSource,
    private readonly states: ConnectionStates,
    private readonly vault: Vault,
  ) {}

  static async prepare(): Promise<TokenGround> {
    const providers = await TokenServers.start();
    const ground = await prepareGround(providers.environment);
    const source = await new DataSource({
      ...ormOptions(ground.database.appUrl, 5),
      entities: [ConnectionEntity, CredentialEntity],
    }).initialize();
    const config = parseConfig(ground.environment);
    const keyring = { keys: config.VAULT_KEYS, activeKid: config.VAULT_ACTIVE_KEY };
    const vault = new Vault(keyring, new CredentialsRepository());
    const connections = new ConnectionsRepository();
    const revocations = new RevocationsRepository();
    const notes = [new Outbox(), new Chance(), revocations] as const;
    const states = new ConnectionStates(connections, vault, ...notes);
    return new TokenGround(ground, providers, source, states, vault);
  }

  async clear(): Promise<void> {
    await this.source.destroy();
    await this.providers.stop();
    await this.ground.clear();
  }

  async newUser(): Promise<string> {
    const id = randomUUID();
    await this.ground.owner.query(`INSERT INTO users (id) VALUES ($1)`, [id]);
    return id;
  }

  /** Connects as the callback of a permission does. */
  async connect(
    userId: string,
    provider: string,
    { access, refresh }: Partial<Tokens> & { readonly access: string },
    metadata: object = {},
  ): Promise<void> {
    const issued = {
      accessToken: new Secret(access),
      ...(refresh !== undefined && { refreshToken: new Secret(refresh) }),
      expiresInSeconds: 3_600,
    };
    await new Database(this.source).asUser(userId, (tx) =>
      this.states.connect(tx, userId, provider, {
        verification: 'valid',
        problem: null,
        isEnabled: true,
        metadata: { ...metadata },
        secrets: new Map(),
        tokens: { issued, refresh: REFRESH },
      }),
    );
  }

  /** A user with a shop whose owner permitted access. */
  async withShop(userId: string): Promise<Tokens> {
    const shop = `s${userId.slice(0, 13)}.myshopify.com`;
    const tokens = this.providers.installAt(shop);
    await this.connect(userId, 'shopify', tokens, { shop });
    return tokens;
  }

  /** What is stored, as it was before it was sealed. */
  async stored(userId: string, provider: string): Promise<Tokens | undefined> {
    const { id } = await this.row(userId, provider);
    const holder = connectionHolder({ id, userId, provider });
    return new Database(this.source).asUser(userId, async (tx) => {
      const access = await this.vault.open(tx, holder, 'access_token');
      const refresh = await this.vault.open(tx, holder, 'refresh_token');
      return access && refresh && { access: access.reveal(), refresh: refresh.reveal() };
    });
  }

  async row(userId: string, provider: string): Promise<ConnectionRow> {
    const [row] = await this.ground.owner.query<ConnectionRow[]>(
      `SELECT id, status, last_error AS "lastError", last_refreshed_at AS "lastRefreshedAt",
           refresh_attempts AS attempts, refresh_due_at <= now() AS "isDue", refresh_lease AS lease
         FROM connections WHERE user_id = $1 AND provider = $2`,
      [userId, provider],
    );
    if (row === undefined) throw new Error(`there is no connection to ${provider}`);
    return row;
  }

  async events(userId: string): Promise<[string, object][]> {
    const rows: { type: string; data: object }[] = await this.ground.owner.query(
      `SELECT type, data FROM outbox WHERE user_id = $1 AND type LIKE 'connection.%' ORDER BY id`,
      [userId],
    );
    return rows.map(({ type, data }) => [type, data]);
  }

  /** The time to renew has come, and the minute in which it is looked for. */
  async makeDue(): Promise<void> {
    await this.ground.owner.query(
      `UPDATE connections SET refresh_due_at = now() - interval '1 s' WHERE refresh_due_at IS NOT NULL`,
    );
    await this.look();
  }

  /** What the minute does, once for each replica. */
  async look(): Promise<void> {
    for (let n = 0; n < 4; n += 1) {
      await this.ground.owner.query(`SELECT graphile_worker.add_job('renew_connections')`);
    }
  }

  /** Whoever is at a renewal has taken too long. */
  async passLease(): Promise<void> {
    await this.ground.owner.query(
      `UPDATE connections SET refresh_lease_until = now() WHERE refresh_lease IS NOT NULL`,
    );
  }

  /** Holds the connection's row, so that what is to be written into it waits; lets go when told. */
  async lockRow(userId: string): Promise<() => Promise<void>> {
    const runner = this.ground.owner.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`SELECT id FROM connections WHERE user_id = $1 FOR UPDATE`, [userId]);
    return async () => {
      await runner.rollbackTransaction();
      await runner.release();
    };
  }

  /** Sessions of servers that wait for a lock. */
  async waiting(): Promise<number[]> {
    const rows: { pid: number }[] = await this.ground.owner.query(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
          AND query LIKE '%FROM connections WHERE id%FOR UPDATE%'`,
    );
    return rows.map(({ pid }) => pid);
  }
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
