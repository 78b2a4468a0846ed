import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where OpenRouter's models are listed, and how the operator's key is told from the next one. */
export const modelsConfig = registerAs(
  'models',
  fromSettings((settings) => ({
    openRouterUrl: settings.OPENROUTER_BASE_URL,
    timeoutMs: settings.LLM_TIMEOUT_MS,
    adminKeyHint: settings.ADMIN_API_KEY?.hint() ?? '',
  })),
);
