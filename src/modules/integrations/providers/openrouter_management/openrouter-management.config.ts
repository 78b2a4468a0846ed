import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';

/** Where OpenRouter is reached. */
export const openRouterManagementConfig = registerAs(
  'openRouterManagement',
  fromSettings((settings) => ({ baseUrl: settings.OPENROUTER_BASE_URL })),
);
