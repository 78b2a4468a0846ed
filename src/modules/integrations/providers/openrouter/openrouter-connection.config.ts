import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';

/** Where users permit OpenRouter to issue a key, and where it is fetched. */
export const openRouterConnectionConfig = registerAs(
  'openRouterConnection',
  fromSettings((settings) => ({
    baseUrl: settings.OPENROUTER_BASE_URL,
    authorizeUrl: settings.OPENROUTER_AUTHORIZE_URL,
  })),
);
