import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { textOrNull } from '../metadata.js';
import type { Paging } from '../paging.js';
import type { ProviderSession } from '../provider-session.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';
import { pinterestConfig } from './pinterest.config.js';

const DAY = 86_400;

/** https://developers.pinterest.com/docs/api/v5/boards-list */
const BOARDS: Paging = {
  kind: 'cursor',
  next: 'bookmark',
  parameter: 'bookmark',
  rows: 'items',
  query: { page_size: '100' },
  maxPages: 2,
  maxRows: 100,
};
const boardRow = z.object({ id: z.string().max(40), name: z.string() });

@ProvidesConnection()
@Injectable()
export class PinterestConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(
    @Inject(pinterestConfig.KEY)
    { baseUrl, authorizeUrl, client }: ConfigType<typeof pinterestConfig>,
  ) {
    this.definition = {
      id: 'pinterest',
      name: 'Pinterest',
      description: 'Shows products to people who look for ideas',
      icon: 'pinterest',
      category: 'marketing',
      required: false,
      setupOrder: 2,
      docsUrl:
        'https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization',
      auth: [
        {
          mode: 'oauth2',
          fields: [],
          client,
          authorizeUrl,
          scopes: ['user_accounts:read', 'boards:read'],
          scopeSeparator: ',',
          usesPkce: false,
          tokenUrl: `${baseUrl}/oauth/token`,
          clientAuth: 'basic',
          tokenRequest: 'form',
          // {"code":283,"message":"The authorization grant is invalid"}
          refusals: { at: 'code', codes: [283] },
          refresh: { rotates: true, margin: DAY, oldTokenUsable: 0, giveUpAfter: 4 * DAY },
        },
      ],
      api: { baseUrl, headers: { authorization: 'Bearer {access_token}' } },
      probes: [ACCOUNT],
      metadata: METADATA,
    };
  }

  async describe({ list }: ProviderSession) {
    const rows = await list('/boards', BOARDS);
    return { boards: rows?.flatMap((row) => boardRow.safeParse(row).data ?? []) ?? null };
  }
}

/** https://developers.pinterest.com/docs/api/v5/user_account-get */
const ACCOUNT = {
  name: 'account',
  path: '/user_account',
  answer: z.object({ username: z.string() }),
  verdicts: [
    { status: 200, verdict: 'valid' },
    { status: 401, verdict: 'invalid', reason: 'Pinterest does not accept the access any more' },
  ],
} as const;

const METADATA = {
  schema: z.object({
    accountId: textOrNull.describe('Id of the account'),
    username: textOrNull.describe('Name of the account'),
    accountType: textOrNull.describe('Kind of the account'),
    businessName: textOrNull.describe('Whose account it is'),
    boards: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .max(100)
      .nullable()
      .describe('The first 100; null when they may not be seen'),
  }),
  paths: {
    accountId: ['account', 'id'],
    username: ['account', 'username'],
    accountType: ['account', 'account_type'],
    businessName: ['account', 'business_name'],
  },
} as const;
