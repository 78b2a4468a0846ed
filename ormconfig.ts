import type { DataSourceOptions } from 'typeorm';
import { migrations } from './src/migrations/index.js';

/**
 * TypeORM's options, shared by the server and the migrate command. The schema is made by migrations
 * alone; `synchronize` stays off everywhere.
 */
export function ormOptions(
  url: string,
  poolSize: number,
): Extract<DataSourceOptions, { type: 'postgres' }> {
  return {
    type: 'postgres',
    url,
    poolSize,
    migrations: [...migrations],
    synchronize: false,
    logging: false,
    // TypeORM would install uuid-ossp where it may; identifiers come from PostgreSQL itself.
    installExtensions: false,
    applicationName: 'coinslot',
    connectTimeoutMS: 5_000,
    extra: { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 },
  };
}
