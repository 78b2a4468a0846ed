import { registerAs } from '@nestjs/config';
import { fromSettings } from '../config/index.js';

/** Where the queue of jobs is. */
export const jobsConfig = registerAs(
  'jobs',
  fromSettings((settings) => ({ databaseUrl: settings.DATABASE_URL })),
);
