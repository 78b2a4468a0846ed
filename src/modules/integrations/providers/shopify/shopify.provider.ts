import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { z } from 'zod';
import type {
  Callback,
  ConnectionProvider,
  Probe,
  ProviderDefinition,
} from '../connection-provider.js';
import { at } from '../json-path.js';
import { textOrNull } from '../metadata.js';
import type { ProviderSession } from '../provider-session.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';
import { isFromShop } from './callback-signature.js';
import { missingScopes } from './scopes.js';
import { SHOPIFY_WEBHOOKS } from './webhook-topics.js';
import { shopifyConfig } from './shopify.config.js';
import { signingSecrets } from './signing-secrets.js';

const DAY = 86_400;
const SCOPES = ['read_products', 'write_products', 'read_orders'];

@ProvidesConnection()
@Injectable()
export class ShopifyConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition;

  constructor(
    @Inject(shopifyConfig.KEY) private readonly config: ConfigType<typeof shopifyConfig>,
  ) {
    const { shopUrl, apiVersion, clientId, clientSecret } = config;
    this.definition = {
      id: 'shopify',
      name: 'Shopify',
      description: 'The shop itself: its products, orders and customers',
      icon: 'shopify',
      category: 'shop',
      required: true,
      setupOrder: 1,
      docsUrl: 'https://shopify.dev/docs/apps/build/authentication-authorization',
      auth: [
        {
          mode: 'oauth2',
          fields: [SHOP],
          client: clientId === undefined ? undefined : { id: clientId, secret: clientSecret },
          authorizeUrl: `${shopUrl}/admin/oauth/authorize`,
          scopes: SCOPES,
          scopeSeparator: ',',
          usesPkce: false,
          tokenUrl: `${shopUrl}/admin/oauth/access_token`,
          clientAuth: 'body',
          tokenRequest: 'json',
          tokenParameters: { expiring: '1' },
          tokenRepairs: { token_type: 'bearer' },
          refresh: { rotates: true, margin: 900, oldTokenUsable: 30 * DAY, giveUpAfter: 4 * DAY },
        },
      ],
      api: {
        baseUrl: shopUrl,
        headers: { 'x-shopify-access-token': '{access_token}' },
        throttled: { at: 'errors.0.extensions.code', is: 'THROTTLED', waitMs: 1_000 },
      },
      probes: [shopProbe(apiVersion)],
      metadata: METADATA,
      webhooks: SHOPIFY_WEBHOOKS,
    };
  }

  webhookSecrets(now: Date) {
    return signingSecrets(this.config, now);
  }

  /** Shopify signs what it sends a user back with, and names the shop and the time there. */
  checkCallback({ query, inputs, now }: Callback): boolean {
    const secrets = signingSecrets(this.config, now);
    return isFromShop(query, { secrets, shop: String(inputs['shop']), now });
  }

  /** A shop’s owner may grant less than what was asked for, and an app may ask for more later. */
  async describe({ probes }: ProviderSession) {
    const rows = at(probes['shop']?.body, 'data.currentAppInstallation.accessScopes');
    const scopes = scopeRows.safeParse(rows).data?.map(({ handle }) => handle);
    if (scopes === undefined) return {};
    return { scopes, missingScopes: missingScopes(SCOPES, scopes) };
  }
}

const SHOP = {
  key: 'shop',
  type: 'text',
  title: 'Shop',
  description: 'The address that Shopify gave your shop',
  example: 'ada.myshopify.com',
  pattern: '^[a-z0-9][a-z0-9-]*\\.myshopify\\.com$',
  form: 'must be an address such as ada.myshopify.com',
  maxLength: 100,
} as const;

const scopeRows = z.array(z.object({ handle: z.string().max(100) })).max(200);

/** https://shopify.dev/docs/api/admin-graphql/latest/queries/shop; it needs no scope. */
const SHOP_QUERY = `query Shop {
  shop {
    name
    myshopifyDomain
    primaryDomain { host }
    currencyCode
    ianaTimezone
    plan { publicDisplayName }
  }
  currentAppInstallation { accessScopes { handle } }
}`;

/**
 * https://shopify.dev/docs/api/usage/response-codes and https://shopify.dev/docs/api/admin-graphql: what
 * befalls a shop says nothing about the access to it.
 */
function shopProbe(apiVersion: string): Probe {
  return {
    name: 'shop',
    path: `/admin/api/${apiVersion}/graphql.json`,
    json: { query: SHOP_QUERY },
    answer: z.object({ data: z.object({ shop: z.object({ myshopifyDomain: z.string() }) }) }),
    verdicts: [
      { status: 200, verdict: 'valid' },
      { status: 401, verdict: 'invalid', reason: 'Shopify does not accept the access any more' },
      {
        status: 402,
        verdict: 'unreachable',
        reason: 'Shopify froze the shop until it is paid for',
      },
      { status: 403, verdict: 'unreachable', reason: 'Shopify forbids access to the shop' },
      { status: 404, verdict: 'unreachable', reason: 'Shopify does not find the shop' },
      { status: 423, verdict: 'unreachable', reason: 'Shopify locked the shop' },
    ],
  };
}

const METADATA = {
  schema: z.object({
    shop: textOrNull.describe('The address that the user filled in'),
    shopName: textOrNull.describe('Name of the shop'),
    domain: textOrNull.describe('Where customers find the shop'),
    currency: textOrNull.describe('What the shop sells in'),
    timezone: textOrNull.describe('Where the shop is'),
    plan: textOrNull.describe('The plan of the shop with Shopify'),
    scopes: z.array(z.string().max(100)).max(200).nullable().describe('What the shop granted'),
    missingScopes: z
      .array(z.string().max(100))
      .max(200)
      .nullable()
      .describe('What was asked for and not granted; connect again to ask once more'),
  }),
  paths: {
    shopName: ['shop', 'data.shop.name'],
    domain: ['shop', 'data.shop.primaryDomain.host'],
    currency: ['shop', 'data.shop.currencyCode'],
    timezone: ['shop', 'data.shop.ianaTimezone'],
    plan: ['shop', 'data.shop.plan.publicDisplayName'],
  },
} as const;
