import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import { textOrNull } from '../metadata.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;

@ProvidesConnection()
@Injectable()
export class ShopifyConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition = {
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
        client: undefined,
        authorizeUrl: 'https://{shop}/admin/oauth/authorize',
        scopes: ['read_products', 'write_products', 'read_orders'],
        scopeSeparator: ',',
        usesPkce: false,
        tokenUrl: 'https://{shop}/admin/oauth/access_token',
        clientAuth: 'body',
        tokenRequest: 'json',
        tokenParameters: { expiring: '1' },
        tokenRepairs: { token_type: 'bearer' },
        refresh: {
          rotates: true,
          margin: 900,
          oldTokenUsable: 30 * DAY,
          giveUpAfter: 4 * DAY,
        },
      },
    ],
    probes: [],
    metadata: { schema: z.object({ shop: textOrNull, shopName: textOrNull }) },
  };
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
