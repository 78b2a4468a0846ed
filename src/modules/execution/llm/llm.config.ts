import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** How long one whole answer of a model may take, in milliseconds. */
export const llmConfig = registerAs(
  'llm',
  fromSettings((settings) => ({ timeoutMs: settings.LLM_TIMEOUT_MS })),
);
