import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { textOrNull } from '../metadata.js';
import type { OAuth2Auth } from '../provider-auth.js';
import type { ProviderSession } from '../provider-session.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';
import { anthropicConfig } from './anthropic.config.js';

const DAY = 86_400;
/** The version of the API that the answers are read by. */
const VERSION = '2026-10-21';

/** A creator's account with Anthropic, for what it uses and costs; sales run on the key of `claude`. */
@ProvidesConnection()
@Injectable()
export class AnthropicConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(@Inject(anthropicConfig.KEY) config: ConfigType<typeof anthropicConfig>) {
    this.definition = {
      id: 'anthropic',
      name: 'Anthropic',
      description: 'Shows what your Anthropic organization uses and what it costs',
      icon: 'anthropic',
      category: 'models',
      required: false,
      setupOrder: 9,
      docsUrl: 'https://platform.claude.com/docs/en/manage-claude/admin-api',
      auth: [
        { mode: 'api_key', fields: [API_KEY], headers: { 'x-api-key': '{api_key}' } },
        oauthWay(config),
      ],
      api: { baseUrl: config.baseUrl, headers: { 'anthropic-version': VERSION } },
      probes: [MODELS, ORGANIZATION],
      metadata: METADATA,
    };
  }

  /** Prefixes of keys promise nothing: what a key can do is what it was seen to do. */
  async describe({ probes }: ProviderSession) {
    const can = (probe: string) => probes[probe]?.verdict === 'valid';
    return { capabilities: { models: can('models'), account: can('organization') } };
  }
}

/** Anthropic registers no clients of others today: an operator who has one says where it is used. */
function oauthWay({ oauth }: ConfigType<typeof anthropicConfig>): OAuth2Auth {
  const { client, authorizeUrl, tokenUrl, issuer, scopes } = oauth;
  return {
    mode: 'oauth2',
    fields: [],
    client,
    authorizeUrl,
    ...(issuer !== undefined && { issuer }),
    scopes,
    scopeSeparator: ' ',
    usesPkce: true,
    tokenUrl,
    clientAuth: client?.secret === undefined ? 'none' : 'basic',
    tokenRequest: 'form',
    refresh: { rotates: true, margin: 900, oldTokenUsable: 0, giveUpAfter: 4 * DAY },
    headers: { authorization: 'Bearer {access_token}' },
  };
}

const API_KEY = {
  key: 'apiKey',
  type: 'secret',
  credential: 'api_key',
  title: 'API or Admin key',
  description:
    'An Admin key, or an ordinary one of no workspace, shows usage and cost. Any other is good for models only',
  example: 'sk-ant-admin01-…',
  docsUrl: 'https://platform.claude.com/settings/admin-keys',
} as const;

const REFUSED = {
  status: 401,
  verdict: 'invalid',
  reason: 'Anthropic does not accept this key',
} as const;

const NO_MODELS = 'The key may not use models';

const MODELS = {
  name: 'models',
  path: '/v1/models',
  query: { limit: '1' },
  answer: z.object({ data: z.array(z.unknown()) }),
  codeAt: 'error.type',
  verdicts: [
    { status: 200, verdict: 'valid' },
    { ...REFUSED, code: 'authentication_error', otherwise: NO_MODELS },
    {
      status: 403,
      code: 'permission_error',
      verdict: 'limited',
      reason: NO_MODELS,
    },
  ],
} as const;

const NO_ACCOUNT = {
  verdict: 'limited',
  reason: 'The key may not see the organization: usage and cost need an Admin key',
} as const;

/** https://platform.claude.com/docs/en/api/admin/organizations/me: individual accounts have none. */
const ORGANIZATION = {
  name: 'organization',
  path: '/v1/organizations/me',
  answer: z.object({ id: z.string(), name: z.string() }),
  codeAt: 'error.type',
  verdicts: [
    { status: 200, verdict: 'valid' },
    { ...REFUSED, code: 'authentication_error', otherwise: NO_ACCOUNT.reason },
    { status: 403, code: 'permission_error', ...NO_ACCOUNT },
    { status: 404, code: 'not_found_error', ...NO_ACCOUNT },
  ],
} as const;

const METADATA = {
  schema: z.object({
    capabilities: z
      .object({ models: z.boolean(), account: z.boolean() })
      .describe('What the key was seen to do: list models, read the organization'),
    organizationId: textOrNull.describe('Id of the organization'),
    organizationName: textOrNull.describe('Name of the organization'),
    workspaces: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .max(100)
      .nullable()
      .describe('Those that you chose; null for all'),
  }),
  paths: {
    organizationId: ['organization', 'id'],
    organizationName: ['organization', 'name'],
  },
  chosen: ['workspaces'],
} as const;
