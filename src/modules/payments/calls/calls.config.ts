import { registerAs } from '@nestjs/config';
import { fromSettings, runTimeoutMs } from '../../../common/config/index.js';

/** How long a paid call may run, how long its result is kept, and where its buyer asks for it. */
export const callsConfig = registerAs(
  'calls',
  fromSettings((settings) => ({
    publicUrl: settings.PUBLIC_URL,
    runTimeoutMs: runTimeoutMs(settings),
    keptMs: settings.RESULT_RETENTION_DAYS * 86_400_000,
  })),
);
