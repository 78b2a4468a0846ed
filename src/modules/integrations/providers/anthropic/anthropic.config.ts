import { registerAs } from '@nestjs/config';
import { fromSettings } from '../../../../common/config/index.js';
import { oauthClient } from '../oauth-client.js';

/** Where Anthropic is reached, and the client that an operator has with it, if any. */
export const anthropicConfig = registerAs(
  'anthropic',
  fromSettings((settings) => ({
    baseUrl: settings.ANTHROPIC_BASE_URL,
    oauth: {
      client: oauthClient(
        settings.ANTHROPIC_OAUTH_CLIENT_ID,
        settings.ANTHROPIC_OAUTH_CLIENT_SECRET,
      ),
      authorizeUrl: settings.ANTHROPIC_OAUTH_AUTHORIZE_URL ?? '',
      tokenUrl: settings.ANTHROPIC_OAUTH_TOKEN_URL ?? '',
      issuer: settings.ANTHROPIC_OAUTH_ISSUER,
      scopes: settings.ANTHROPIC_OAUTH_SCOPES,
    },
  })),
);
