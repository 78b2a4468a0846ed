import { registerAs } from '@nestjs/config';
import { fromSettings } from '../config/index.js';

/** How long the process may take to end. */
export const lifetimeConfig = registerAs(
  'lifetime',
  fromSettings((settings) => ({ shutdownTimeoutMs: settings.SHUTDOWN_TIMEOUT_MS })),
);
