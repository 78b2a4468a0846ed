import { registerAs } from '@nestjs/config';
import { fromSettings } from '../config/index.js';

/** Where requests are counted. */
export const rateLimitConfig = registerAs(
  'rate-limit',
  fromSettings((settings) => ({ redisUrl: settings.REDIS_URL })),
);
