import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { textOrNull } from '../metadata.js';
import type { Paging } from '../paging.js';
import type { ProviderSession } from '../provider-session.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';
import { resendConfig } from './resend.config.js';

/** https://resend.com/docs/api-reference/domains/list-domains */
const DOMAINS: Paging = {
  kind: 'id_cursor',
  rows: 'data',
  query: { limit: '100' },
  more: 'has_more',
  id: 'id',
  parameter: 'after',
  maxPages: 5,
  maxRows: 500,
};
const domainRow = z.object({
  name: z.string(),
  status: z.string(),
  capabilities: z.object({ sending: z.string() }).optional().catch(undefined),
});
type Domain = z.infer<typeof domainRow>;
const SHOWN = 100;

@ProvidesConnection()
@Injectable()
export class ResendConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(@Inject(resendConfig.KEY) { baseUrl }: ConfigType<typeof resendConfig>) {
    this.definition = {
      id: 'resend',
      name: 'Resend',
      description: 'Sends the mail of a shop: orders, receipts, links',
      icon: 'resend',
      category: 'mail',
      required: false,
      setupOrder: 5,
      docsUrl: 'https://resend.com/docs/api-reference/introduction',
      auth: [{ mode: 'api_key', fields: [API_KEY, FROM] }],
      api: {
        baseUrl,
        headers: { authorization: 'Bearer {api_key}' },
        requestsPerSecond: 2,
      },
      probes: [DOMAIN],
      metadata: METADATA,
    };
  }

  async describe({ list, inputs, probes }: ProviderSession) {
    if (probes['domain']?.verdict !== 'valid') return {};
    const rows = (await list('/domains', DOMAINS)) ?? [];
    const domains = rows.flatMap((row) => domainRow.safeParse(row).data ?? []);
    const from = String(inputs['fromEmail'] ?? '')
      .split('@')[1]
      ?.toLowerCase();
    return {
      domains: domains.slice(0, SHOWN).map(({ name, status }) => ({ name, status })),
      domainVerified:
        from === undefined ? null : domains.some((domain) => domain.name === from && sends(domain)),
    };
  }
}

/** Other states, such as `partially_verified`, do not send everything. */
function sends({ status, capabilities }: Domain): boolean {
  return status === 'verified' && capabilities?.sending === 'enabled';
}

const API_KEY = {
  key: 'apiKey',
  type: 'secret',
  credential: 'api_key',
  title: 'API key',
  description:
    'A key with full access tells whether your domain is verified; one that may only send works too',
  example: 're_0123456789abcdef0123456789abcdef',
  pattern: '^re_',
  docsUrl: 'https://resend.com/docs/dashboard/api-keys/introduction',
} as const;

const FROM = {
  key: 'fromEmail',
  type: 'text',
  title: 'Sender',
  description: 'The address that mail is sent from; its domain is looked up',
  example: 'orders@example.com',
  isOptional: true,
  pattern: '^[^\\s@]{1,64}@[a-zA-Z0-9-]{1,63}(\\.[a-zA-Z0-9-]{1,63}){1,5}$',
  form: 'must be an e-mail address',
  maxLength: 200,
} as const;

const DOMAIN = {
  name: 'domain',
  path: '/domains',
  query: { limit: '1' },
  answer: z.object({ object: z.literal('list'), data: z.array(z.unknown()) }),
  codeAt: 'name',
  verdicts: [
    { status: 200, verdict: 'valid', metadata: { access: 'full' } },
    {
      status: 401,
      code: 'restricted_api_key',
      verdict: 'limited',
      reason: 'The key may only send mail: whether your domain is verified cannot be seen',
      metadata: { access: 'sending_only' },
    },
    {
      status: 403,
      code: 'invalid_api_key',
      verdict: 'invalid',
      reason: 'Resend does not accept this key',
    },
  ],
} as const;

const METADATA = {
  schema: z.object({
    access: z
      .enum(['full', 'sending_only'])
      .describe('`sending_only`: the key may not read the account'),
    fromEmail: textOrNull.describe('As you declared it'),
    domains: z
      .array(z.object({ name: z.string(), status: z.string() }))
      .max(SHOWN)
      .nullable()
      .describe('The first 100; null when the key may not see them'),
    domainVerified: z
      .boolean()
      .nullable()
      .describe(
        'Whether mail can be sent from the domain of `fromEmail`; null when nobody can tell',
      ),
  }),
} as const;
