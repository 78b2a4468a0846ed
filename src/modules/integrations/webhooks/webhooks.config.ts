import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** How long a receiver may take, and how long what came of it is kept. */
export const webhooksConfig = registerAs(
  'webhooks',
  fromSettings((settings) => ({
    timeoutMs: settings.WEBHOOK_TIMEOUT_MS,
    retentionDays: settings.WEBHOOK_RETENTION_DAYS,
  })),
);
