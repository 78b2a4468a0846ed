import { registerAs } from '@nestjs/config';
import { fromSettings } from '../config/index.js';

/** How PostgreSQL is reached. */
export const databaseConfig = registerAs(
  'database',
  fromSettings((settings) => ({
    url: settings.DATABASE_URL,
    poolSize: settings.DATABASE_POOL_SIZE,
    timeoutMs: settings.DATABASE_TIMEOUT_MS,
  })),
);
