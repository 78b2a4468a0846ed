import { registerAs } from '@nestjs/config';
import { fromSettings } from '../config/index.js';

/** How PostgreSQL is reached. */
export const databaseConfig = registerAs(
  'database',
  fromSettings((settings) => ({
    url: settings.DATABASE_URL,
    /** Leads to PostgreSQL itself. */
    directUrl: settings.DATABASE_LISTEN_URL ?? settings.DATABASE_URL,
    /** A pooler gives each transaction whatever connection is free: nothing may outlive a transaction. */
    isPooled: settings.DATABASE_LISTEN_URL !== undefined,
    poolSize: settings.DATABASE_POOL_SIZE,
    timeoutMs: settings.DATABASE_TIMEOUT_MS,
  })),
);
