import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { textOrNull } from '../metadata.js';
import type { Paging } from '../paging.js';
import type { OAuth2Auth } from '../provider-auth.js';
import type { ProviderSession } from '../provider-session.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';
import { klaviyoConfig } from './klaviyo.config.js';

const DAY = 86_400;

/** https://developers.klaviyo.com/en/reference/get_lists: ten lists a page. */
const LISTS: Paging = {
  kind: 'link',
  next: 'links.next',
  rows: 'data',
  maxPages: 10,
  maxRows: 100,
};
const listRow = z.object({
  id: z.string().max(40),
  attributes: z.object({ name: z.string() }),
});

@ProvidesConnection()
@Injectable()
export class KlaviyoConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(@Inject(klaviyoConfig.KEY) config: ConfigType<typeof klaviyoConfig>) {
    this.definition = {
      id: 'klaviyo',
      name: 'Klaviyo',
      description: 'Sends marketing mail and messages to the customers of a shop',
      icon: 'klaviyo',
      category: 'marketing',
      required: false,
      setupOrder: 3,
      docsUrl: 'https://developers.klaviyo.com/en/docs/authenticate_',
      auth: [
        {
          mode: 'api_key',
          fields: [API_KEY],
          headers: { authorization: 'Klaviyo-API-Key {api_key}' },
        },
        oauthWay(config),
      ],
      api: {
        baseUrl: config.baseUrl,
        headers: {
          accept: 'application/vnd.api+json',
          revision: config.revision,
        },
        requestsPerSecond: 10,
      },
      probes: [ACCOUNT],
      metadata: METADATA,
    };
  }

  async describe({ list }: ProviderSession) {
    const rows = await list('/lists', LISTS);
    const lists = rows?.flatMap((row) => {
      const { id, attributes } = listRow.safeParse(row).data ?? {};
      return id === undefined ? [] : [{ id, name: attributes?.name }];
    });
    return { lists: lists ?? null };
  }
}

/** https://developers.klaviyo.com/en/docs/set_up_oauth: tokens are not to be had from www.klaviyo.com. */
function oauthWay({ baseUrl, authorizeUrl, client }: ConfigType<typeof klaviyoConfig>): OAuth2Auth {
  return {
    mode: 'oauth2',
    fields: [],
    client,
    authorizeUrl,
    scopes: ['accounts:read', 'lists:read'],
    scopeSeparator: ' ',
    usesPkce: true,
    tokenUrl: new URL('oauth/token', baseUrl).href,
    clientAuth: 'basic',
    tokenRequest: 'form',
    refresh: { rotates: false, margin: 900, oldTokenUsable: 0, giveUpAfter: 4 * DAY },
    revokeUrl: new URL('oauth/revoke', baseUrl).href,
    headers: { authorization: 'Bearer {access_token}' },
  };
}

const API_KEY = {
  key: 'apiKey',
  type: 'secret',
  credential: 'api_key',
  title: 'Private API key',
  description: 'A private key with read access to accounts and lists',
  example: 'pk_0123456789abcdef0123456789abcdef01',
  pattern: '^pk_',
  docsUrl: 'https://help.klaviyo.com/hc/en-us/articles/7423954176283',
} as const;

/** https://developers.klaviyo.com/en/reference/get_accounts; once a second, 15 times a minute. */
const ACCOUNT = {
  name: 'account',
  path: '/accounts',
  answer: z.object({ data: z.array(z.object({ id: z.string() })).min(1) }),
  codeAt: 'errors.0.code',
  verdicts: [
    { status: 200, verdict: 'valid', metadata: { access: 'full' } },
    { status: 401, verdict: 'invalid', reason: 'Klaviyo does not accept this key' },
    {
      status: 403,
      verdict: 'limited',
      reason: 'The key may not read the account: give it the scope accounts:read',
      metadata: { access: 'limited' },
    },
  ],
} as const;

const METADATA = {
  schema: z.object({
    access: z.enum(['full', 'limited']).describe('`limited`: the key may not read the account'),
    accountId: textOrNull.describe('Id of the account'),
    organizationName: textOrNull.describe('Whose account it is'),
    timezone: textOrNull.describe('Where the account is'),
    currency: textOrNull.describe('What the account counts in'),
    lists: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .max(100)
      .nullable()
      .describe('The first 100; null when the key may not see them'),
  }),
  paths: {
    accountId: ['account', 'data.0.id'],
    organizationName: ['account', 'data.0.attributes.contact_information.organization_name'],
    timezone: ['account', 'data.0.attributes.timezone'],
    currency: ['account', 'data.0.attributes.preferred_currency'],
  },
} as const;
