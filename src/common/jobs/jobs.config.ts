import { registerAs } from '@nestjs/config';
import { fromSettings } from '../config/index.js';

/** Where the queue of jobs is: it listens, so no pooler may stand between. */
export const jobsConfig = registerAs(
  'jobs',
  fromSettings((settings) => ({
    databaseUrl: settings.DATABASE_LISTEN_URL ?? settings.DATABASE_URL,
  })),
);
