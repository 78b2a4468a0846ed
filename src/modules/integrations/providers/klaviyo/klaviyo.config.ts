import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';
import { oauthClient } from '../oauth-client.js';

/** Where Klaviyo is reached, which revision of its API is asked for, and what is registered there. */
export const klaviyoConfig = registerAs(
  'klaviyo',
  fromSettings((settings) => ({
    baseUrl: settings.KLAVIYO_BASE_URL,
    revision: settings.KLAVIYO_REVISION,
    authorizeUrl: settings.KLAVIYO_AUTHORIZE_URL,
    client: oauthClient(settings.KLAVIYO_CLIENT_ID, settings.KLAVIYO_CLIENT_SECRET),
  })),
);
