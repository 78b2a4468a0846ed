import { registerAs } from '@nestjs/config';
import { fromSettings } from '../config/index.js';

/** How long handlers may take, and how long events are kept. */
export const eventsConfig = registerAs(
  'events',
  fromSettings((settings) => ({
    handlerTimeoutMs: settings.EVENT_HANDLER_TIMEOUT_MS,
    retentionDays: settings.EVENT_RETENTION_DAYS,
  })),
);
