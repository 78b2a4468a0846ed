import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** How long one answer of a model may take. */
export const limitsConfig = registerAs(
  'limits',
  fromSettings((settings) => ({ answerMs: settings.LLM_TIMEOUT_MS })),
);
