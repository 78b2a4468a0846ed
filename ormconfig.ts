import type { ClientConfig } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { migrations } from './src/migrations/index.js';

const APPLICATION = 'coinslot';
/** After how long without traffic TCP asks whether the other side is still there. */
const KEEP_ALIVE_MS = 5_000;
/** Migrations take longer than what serves requests. */
const MIGRATION_STATEMENT_MS = 30_000;

/** Whoever stopped in the middle of a transaction holds its connection and its locks for no longer. */
export const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * How every connection to PostgreSQL is made, TypeORM's or not.
 * @param statementMs `inherited` begins sessions with no bounds of ours, which poolers refuse
 */
export function connectionOptions(url: string, statementMs: number | 'inherited'): ClientConfig {
  return {
    connectionString: url,
    application_name: APPLICATION,
    ...(statementMs !== 'inherited' && {
      statement_timeout: statementMs,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    }),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  };
}

/**
 * TypeORM's options, shared by the server and the migrate command. The schema is made by migrations
 * alone; `synchronize` stays off everywhere.
 */
export function ormOptions(
  url: string,
  poolSize: number,
  statementMs: number | 'inherited' = MIGRATION_STATEMENT_MS,
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
    applicationName: APPLICATION,
    connectTimeoutMS: 5_000,
    extra: connectionOptions(url, statementMs),
  };
}
