import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';
import { oauthClient } from '../oauth-client.js';

/** Where Pinterest is reached, and what is registered there. */
export const pinterestConfig = registerAs(
  'pinterest',
  fromSettings((settings) => ({
    baseUrl: settings.PINTEREST_BASE_URL,
    authorizeUrl: settings.PINTEREST_AUTHORIZE_URL,
    client: oauthClient(settings.PINTEREST_CLIENT_ID, settings.PINTEREST_CLIENT_SECRET),
  })),
);
