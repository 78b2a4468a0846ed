import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../common/config/index.js';

/** Where the models are reached, and how long they may take. */
export const llmConfig = registerAs(
  'llm',
  fromSettings((settings) => ({
    claude: { baseUrl: settings.ANTHROPIC_BASE_URL, timeoutMs: settings.LLM_TIMEOUT_MS },
    openrouter: {
      baseUrl: settings.OPENROUTER_BASE_URL,
      timeoutMs: settings.LLM_TIMEOUT_MS,
      appUrl: settings.PUBLIC_URL,
      appTitle: 'Coinslot',
    },
  })),
);
