import { registerAs } from '@nestjs/config';
import { fromSettings, runTimeoutMs } from '../../../common/config/index.js';

/** How long a run and one answer of a model may take, and where resources are called. */
export const runConfig = registerAs(
  'run',
  fromSettings((settings) => ({
    publicUrl: settings.PUBLIC_URL,
    runTimeoutMs: runTimeoutMs(settings),
    answerMs: settings.LLM_TIMEOUT_MS,
  })),
);
