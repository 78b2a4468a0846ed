import { registerAs } from '@nestjs/config';
import { fromOwnSettings, httpUrl, secret, setting, word } from 'coinslot';

const BASE_URL = 'https://api.acme-prints.example/v1';
const AUTHORIZE_URL = 'https://acme-prints.example/oauth/authorize';

/** Where Acme Prints is reached, and what the operator registered there. */
export const printsConfig = registerAs(
  'acmePrints',
  fromOwnSettings({
    ACME_PRINTS_URL: setting(
      { description: 'Where Acme Prints is reached', example: BASE_URL },
      httpUrl.default(BASE_URL),
    ),
    ACME_PRINTS_AUTHORIZE_URL: setting(
      { description: 'Where users permit access to Acme Prints', example: AUTHORIZE_URL },
      httpUrl.default(AUTHORIZE_URL),
    ),
    ACME_PRINTS_CLIENT_ID: setting(
      { description: 'Id of the client that you registered with Acme Prints', example: 'shop-1' },
      word.optional(),
    ),
    ACME_PRINTS_CLIENT_SECRET: setting(
      { description: 'Secret of that client', example: 'change-me-change-me' },
      secret(16).optional(),
    ),
  }),
);
