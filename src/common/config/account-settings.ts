import { externalIssuers } from './external-issuers.js';
import { setting } from './setting.js';
import { secret } from './setting-types.js';

/** What knowing users needs. */
export const accountSettings = {
  AUTH_SECRET: setting(
    {
      description:
        'Signs access tokens, and makes the names by which model providers tell buyers apart; at least 32 characters, `openssl rand -base64 48`',
      example: 'change-me-change-me-change-me-change-me',
    },
    secret(32),
  ),
  EXTERNAL_ISSUERS: setting(
    {
      description:
        'Who else signs users in, such as Supabase or Auth0: a JSON list of issuers, see docs/accounts.md; each with `issuer` and `audience`, and `jwksUrl`, or `secret` for HS256, where its keys are not found by discovery',
      example: '[{"issuer":"https://tenant.eu.auth0.com/","audience":"https://api.example.com"}]',
    },
    externalIssuers,
  ),
  ADMIN_API_KEY: setting(
    {
      description:
        'Opens the admin API to whoever sends it as `x-admin-key`; at least 32 characters, `openssl rand -base64 48`. Without it there is no admin API',
      example: 'change-me-change-me-change-me-change-me',
    },
    secret(32).optional(),
  ),
};
