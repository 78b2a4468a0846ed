import { type AuthorizationRules, AuthorizationStandIn } from './authorization-stand-in.js';
import { OpenRouterAuthorization } from './openrouter-authorization.js';
import { refused } from './provider-wire.js';
import { signCallback } from './shopify.js';
import { SHOPIFY_APP } from './shopify-webhooks.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** The client that is registered with the stand-in of a service. */
export function sandboxClient(service: string) {
  return { id: `sandbox-${service}`, secret: `sandbox-secret-of-${service}` };
}

/** https://developers.klaviyo.com/en/docs/set_up_oauth */
const KLAVIYO: AuthorizationRules = {
  paths: {
    authorize: /^\/oauth\/authorize$/,
    token: /^\/oauth\/token$/,
    revoke: /^\/oauth\/revoke$/,
  },
  client: sandboxClient('klaviyo'),
  clientAuth: 'basic',
  body: 'form',
  scopeSeparator: ' ',
  scopes: ['accounts:read', 'lists:read'],
  usesPkce: true,
  prefix: { access: 'klaviyo_access_', refresh: 'klaviyo_refresh_' },
  lasts: { access: HOUR },
  rotates: false,
  oldToken: 'never',
  hasTokenType: true,
};

/** https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization */
const PINTEREST: AuthorizationRules = {
  paths: { authorize: /^\/oauth\/$/, token: /^\/v5\/oauth\/token$/ },
  client: sandboxClient('pinterest'),
  clientAuth: 'basic',
  body: 'form',
  scopeSeparator: ',',
  scopes: ['user_accounts:read', 'boards:read'],
  usesPkce: false,
  prefix: { access: 'pina_', refresh: 'pinr_' },
  lasts: { access: 30 * DAY, refresh: 60 * DAY },
  rotates: true,
  oldToken: 'never',
  hasTokenType: true,
  refuse: (error) =>
    error === 'invalid_grant'
      ? refused(401, { code: 283, message: 'The authorization grant is invalid' })
      : refused(401, { code: 2, message: 'Authentication failed.' }),
};

/**
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant,
 * with the rule of August 2026 for the refresh token before.
 */
const SHOPIFY: AuthorizationRules = {
  paths: {
    authorize: /^\/([a-z0-9][a-z0-9-]*\.myshopify\.com)\/admin\/oauth\/authorize$/,
    token: /^\/([a-z0-9][a-z0-9-]*\.myshopify\.com)\/admin\/oauth\/access_token$/,
  },
  client: { id: SHOPIFY_APP.clientId, secret: SHOPIFY_APP.clientSecret },
  clientAuth: 'body',
  body: 'json',
  scopeSeparator: ',',
  scopes: ['read_products', 'write_products', 'read_orders'],
  usesPkce: false,
  tokenParameters: { expiring: '1' },
  prefix: { access: 'shpat_', refresh: 'shprt_' },
  lasts: { access: HOUR, refresh: 90 * DAY },
  rotates: true,
  oldToken: 'until_next_use',
  hasTokenType: false,
  completeCallback: signCallback,
};

/** How users permit access to the services that work so, by their names. */
export function makeAuthorizations() {
  return {
    klaviyo: new AuthorizationStandIn(KLAVIYO),
    openrouter: new OpenRouterAuthorization(),
    pinterest: new AuthorizationStandIn(PINTEREST),
    shopify: new AuthorizationStandIn(SHOPIFY),
  } as const;
}
