import { z } from 'zod';
import { setting } from './setting.js';
import { httpUrl, origin, secret, word } from './setting-types.js';

const id = (name: string, provider: string) =>
  setting(
    {
      description: `Id of the client that you registered with ${name}, with PUBLIC_URL/api/v1/integrations/${provider}/oauth/callback as its redirect URI; without it nobody can permit access there`,
      example: '0123456789abcdef0123456789abcdef',
    },
    word.optional(),
  );
const clientSecret = (name: string) =>
  setting(
    {
      description: `Secret of the client that you registered with ${name}`,
      example: 'change-me-change-me',
    },
    secret(8).optional(),
  );
const authorizeUrl = (name: string, url: string) =>
  setting(
    { description: `Where users permit access to ${name}`, example: url },
    httpUrl.default(url),
  );

/** What the operator registered with providers, and where users are sent. */
export const oauthSettings = {
  PINTEREST_CLIENT_ID: id('Pinterest', 'pinterest'),
  PINTEREST_CLIENT_SECRET: clientSecret('Pinterest'),
  PINTEREST_AUTHORIZE_URL: authorizeUrl('Pinterest', 'https://www.pinterest.com/oauth/'),
  KLAVIYO_CLIENT_ID: id('Klaviyo', 'klaviyo'),
  KLAVIYO_CLIENT_SECRET: clientSecret('Klaviyo'),
  KLAVIYO_AUTHORIZE_URL: authorizeUrl('Klaviyo', 'https://www.klaviyo.com/oauth/authorize'),
  OPENROUTER_AUTHORIZE_URL: authorizeUrl('OpenRouter', 'https://openrouter.ai/auth'),
  ANTHROPIC_OAUTH_CLIENT_ID: id('Anthropic', 'anthropic'),
  ANTHROPIC_OAUTH_CLIENT_SECRET: setting(
    {
      description: 'Secret of that client; without it the client shows who it is by PKCE alone',
      example: 'change-me-change-me',
    },
    secret(8).optional(),
  ),
  ANTHROPIC_OAUTH_AUTHORIZE_URL: setting(
    {
      description: 'Where users permit access to Anthropic',
      example: 'https://login.example.com/authorize',
    },
    httpUrl.optional(),
  ),
  ANTHROPIC_OAUTH_TOKEN_URL: setting(
    {
      description: 'Where a code for Anthropic becomes a token',
      example: 'https://login.example.com/token',
    },
    httpUrl.optional(),
  ),
  ANTHROPIC_OAUTH_ISSUER: setting(
    {
      description:
        'What the authorization server of Anthropic calls itself in every callback, if it does',
      example: 'https://login.example.com',
    },
    origin.optional(),
  ),
  ANTHROPIC_OAUTH_SCOPES: setting(
    { description: 'What is asked for at Anthropic, separated by blanks', example: 'org:admin' },
    z
      .string()
      .regex(
        /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/,
        'must be scopes separated by single blanks',
      )
      .default('org:admin')
      .transform((scopes) => scopes.split(' ')),
  ),
};
