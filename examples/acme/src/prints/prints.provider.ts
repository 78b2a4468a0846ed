import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import {
  type ApiKeyAuth,
  type ConnectionProvider,
  type OAuth2Auth,
  type Paging,
  type Probe,
  type ProviderDefinition,
  type ProviderSession,
  ProvidesConnection,
  textOrNull,
} from 'coinslot';
import { z } from 'zod';
import { printsConfig } from './prints.config.js';

const DAY = 86_400;

/** A printer of posters, which users connect by a key, or by permitting it there. */
@ProvidesConnection()
@Injectable()
export class PrintsConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(@Inject(printsConfig.KEY) config: ConfigType<typeof printsConfig>) {
    this.definition = {
      id: 'acme_prints',
      name: 'Acme Prints',
      description: 'Prints the posters that a shop sells',
      icon: 'acme-prints',
      category: 'shop',
      required: false,
      setupOrder: 20,
      docsUrl: 'https://acme-prints.example/docs',
      auth: [BY_KEY, byPermission(config)],
      api: {
        baseUrl: config.ACME_PRINTS_URL,
        headers: { 'acme-version': '2' },
        requestsPerSecond: 5,
      },
      probes: [ACCOUNT],
      metadata: METADATA,
    };
  }

  /** What data cannot say: the papers stand on several pages. */
  async describe({ list }: ProviderSession) {
    const rows = await list('/papers', PAPERS);
    return { papers: rows?.flatMap((row) => paperRow.safeParse(row).data?.name ?? []) ?? null };
  }
}

const BY_KEY: ApiKeyAuth = {
  mode: 'api_key',
  fields: [
    {
      key: 'apiKey',
      type: 'secret',
      credential: 'api_key',
      title: 'API key',
      description: 'A key that may read your account',
      example: 'ap_0123456789abcdef',
      pattern: '^ap_',
      docsUrl: 'https://acme-prints.example/docs/keys',
    },
    {
      key: 'studio',
      type: 'text',
      title: 'Studio',
      description: 'Which of your studios prints for this shop',
      example: 'berlin',
      pattern: '^[a-z]{2,20}$',
      form: 'must be a name of 2 to 20 small letters',
      maxLength: 20,
      isOptional: true,
    },
  ],
  headers: { 'acme-key': '{api_key}' },
};

/** https://acme-prints.example/docs/oauth */
function byPermission(config: ConfigType<typeof printsConfig>): OAuth2Auth {
  const { ACME_PRINTS_CLIENT_ID: id, ACME_PRINTS_CLIENT_SECRET: secret } = config;
  return {
    mode: 'oauth2',
    fields: [],
    client: id === undefined || secret === undefined ? undefined : { id, secret },
    authorizeUrl: config.ACME_PRINTS_AUTHORIZE_URL,
    scopes: ['account:read', 'papers:read'],
    scopeSeparator: ' ',
    usesPkce: true,
    tokenUrl: `${config.ACME_PRINTS_URL}/oauth/token`,
    clientAuth: 'basic',
    tokenRequest: 'form',
    refresh: { rotates: true, margin: 900, oldTokenUsable: 0, giveUpAfter: 4 * DAY },
    revokeUrl: `${config.ACME_PRINTS_URL}/oauth/revoke`,
    headers: { authorization: 'Bearer {access_token}' },
  };
}

/** https://acme-prints.example/docs/account: needs a key, changes nothing and costs nothing. */
const ACCOUNT: Probe = {
  name: 'account',
  path: '/account',
  answer: z.object({ account: z.object({ name: z.string() }) }),
  codeAt: 'error.code',
  verdicts: [
    { status: 200, verdict: 'valid' },
    {
      status: 401,
      code: 'bad_key',
      verdict: 'invalid',
      reason: 'Acme Prints does not accept this key',
    },
    {
      status: 403,
      code: 'no_account_scope',
      verdict: 'limited',
      reason: 'The key may not see the account: give it the scope account:read',
    },
  ],
};

/** https://acme-prints.example/docs/papers: a hundred a page. */
const PAPERS: Paging = {
  kind: 'cursor',
  rows: 'papers',
  next: 'next',
  parameter: 'after',
  maxPages: 5,
  maxRows: 100,
};
const paperRow = z.object({ name: z.string() });

const METADATA = {
  schema: z.object({
    accountName: textOrNull,
    plan: textOrNull.describe('Null when the account has none'),
    studio: textOrNull.describe('As you declared it'),
    papers: z.array(z.string()).max(100).nullable().describe('The first 100'),
  }),
  paths: {
    accountName: ['account', 'account.name'],
    plan: ['account', 'account.plan.name'],
  },
} as const;
