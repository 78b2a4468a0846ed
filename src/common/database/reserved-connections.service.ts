import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Pool } from 'pg';
import { connectionOptions } from '../../../ormconfig.js';
import { beginIn } from './context.js';
import { databaseConfig } from './database.config.js';
import { roleOf, type ServiceName } from './roles.js';
import { watchSilence } from './silence.js';

const CONNECTIONS = 2;
/** What is done here takes milliseconds, and what depends on it cannot wait for long. */
const TIMEOUT_MS = 3_000;

/**
 * A few connections beside the pool, for what must succeed while all the others are taken: showing
 * that this process lives. Statements here are short, and none waits for another's lock.
 */
@Injectable()
export class ReservedConnections implements OnApplicationShutdown {
  private readonly pool: Pool;

  constructor(@Inject(databaseConfig.KEY) config: ConfigType<typeof databaseConfig>) {
    const watch = watchSilence(TIMEOUT_MS);
    this.pool = new Pool({
      ...connectionOptions(config.directUrl, TIMEOUT_MS),
      max: CONNECTIONS,
      connectionTimeoutMillis: TIMEOUT_MS,
      onConnect: async (client) => watch(client),
    });
    // Whoever uses the connection is told; one that is lost while idle is replaced.
    this.pool.on('error', () => undefined);
  }

  /** One statement that needs no right to a table. */
  async call<Row>(statement: string, parameters: unknown[]): Promise<Row[]> {
    const { rows } = await this.pool.query(statement, parameters);
    return rows as Row[];
  }

  /** One statement with the rights of a named service. */
  async asService<Row>(
    service: ServiceName,
    statement: string,
    parameters: unknown[],
  ): Promise<Row[]> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    try {
      await client.query(beginIn(client, { role: roleOf(service), userId: '' }));
      const { rows } = await client.query(statement, parameters);
      await client.query('COMMIT');
      return rows as Row[];
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      // A connection in an unknown state is closed, which rolls back what it had begun.
      client.release(failure);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
