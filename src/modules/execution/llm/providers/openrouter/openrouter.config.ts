import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../../common/config/index.js';

/** Where OpenRouter is reached, and who it is told is calling: its rankings show it. */
export const openRouterConfig = registerAs(
  'openrouter',
  fromSettings((settings) => ({
    baseUrl: settings.OPENROUTER_BASE_URL,
    appUrl: settings.PUBLIC_URL,
    appTitle: 'Coinslot',
  })),
);
