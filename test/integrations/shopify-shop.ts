import { randomBytes } from 'node:crypto';
import { generatePrivateKey } from 'viem/accounts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Environment } from '../../src/common/config/index.js';
import { Secret } from '../../src/common/crypto/index.js';
import { Database } from '../../src/common/database/index.js';
import { ConnectionStates } from '../../src/modules/integrations/connections/connection-states.service.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import type { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { SHOPIFY_APP } from '../../src/sandbox/providers/shopify-webhooks.js';

/** What a server needs to work with the stand-in of Shopify. */
export function shopifySettings(services: ProviderServer): Environment {
  return {
    EGRESS_ALLOW: services.host,
    SHOPIFY_SHOP_URL: services.shopUrl,
    SHOPIFY_CLIENT_ID: SHOPIFY_APP.clientId,
    SHOPIFY_CLIENT_SECRET: SHOPIFY_APP.clientSecret,
  };
}

/** Somebody with a shop, who permitted access to it. */
export interface Merchant {
  readonly id: string;
  readonly api: ApiClient;
  readonly shop: string;
  readonly tokens: readonly string[];
}

/** A user who connects a shop, as the callback of Shopify’s permission does in the end. */
export async function openMerchant(
  { app, origin }: { readonly app: NestFastifyApplication; readonly origin: string },
  shop = `shop-${randomBytes(6).toString('hex')}.myshopify.com`,
): Promise<Merchant> {
  const api = await ApiClient.signIn(origin, generatePrivateKey());
  const { id } = await api.send<{ id: string }>('GET', '/me');
  return { id, api, shop, tokens: await permit(app, id, shop) };
}

/** Stores new tokens in place of whatever there was. @returns the tokens */
export async function permit(
  app: NestFastifyApplication,
  userId: string,
  shop: string,
): Promise<readonly string[]> {
  const tokens = [randomBytes(16), randomBytes(16)].map((bytes) => bytes.toString('hex'));
  const [access = '', refresh = ''] = tokens;
  const secrets = new Map([
    ['access_token', new Secret(`shpat_${access}`)],
    ['refresh_token', new Secret(`shprt_${refresh}`)],
  ]);
  const connection = {
    secrets,
    verification: 'valid',
    problem: null,
    isEnabled: true,
    metadata: {
      shop,
      shopName: 'Ada’s Prints',
      domain: null,
      currency: 'EUR',
      timezone: null,
      plan: null,
      scopes: null,
      missingScopes: null,
    },
  } as const;
  const states = app.get(ConnectionStates, { strict: false });
  await app
    .get(Database, { strict: false })
    .asUser(userId, (tx) => states.connect(tx, userId, 'shopify', connection));
  return tokens;
}

/** Waits for something to be so; fails after a time that only a fault takes. */
export async function until(what: () => Promise<boolean> | boolean, seconds = 250): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error(`it did not come true: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
