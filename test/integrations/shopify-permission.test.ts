import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { signCallback } from '../../src/sandbox/providers/shopify.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { shopifySettings } from './shopify-shop.js';

const SHOP = 'ada.myshopify.com';

let services: ProviderServer;
let server: Shop;
let ada: ApiClient;

beforeAll(async () => {
  services = await ProviderServer.start();
  server = await openShop(shopifySettings(services));
});
beforeEach(async () => {
  await server.owner.query(`DELETE FROM rate_limits`);
  ada = await ApiClient.signIn(server.origin, generatePrivateKey());
});
afterAll(async () => {
  await server.stop();
  await services.stop();
});

interface Shown {
  readonly connection: { readonly status: string; readonly metadata: object | null };
}
const show = async () => (await ada.send<Shown>('GET', '/integrations/shopify')).connection;

/** Goes to Shopify and permits it there. @returns the callback, and the cookie of the browser */
async function permit(shop = SHOP) {
  const begun = await ada.ask('POST', '/integrations/shopify/oauth/initiate', { shop });
  const { authorizationUrl } = (await begun.json()) as { authorizationUrl: string };
  const [cookie = ''] = begun.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  const permitted = await fetch(authorizationUrl, { redirect: 'manual' });
  return { callback: new URL(permitted.headers.get('location') ?? ''), cookie };
}

/** Comes back to the server under test, whatever its public address. */
const comeBack = ({ pathname, search }: URL, cookie: string) =>
  fetch(`${server.origin}${pathname}${search}`, { headers: { cookie }, redirect: 'manual' });

describe('a shop that is connected by permission', () => {
  it('is known with its name and what it granted, by a callback that Shopify signed', async () => {
    const { callback, cookie } = await permit();
    expect((await comeBack(callback, cookie)).status).toBe(200);
    expect(await show()).toMatchObject({
      status: 'connected',
      metadata: { shop: SHOP, shopName: 'Ada’s Prints', currency: 'EUR', missingScopes: [] },
      tokenExpiresAt: expect.any(String),
    });
  });

  const tampered: readonly (readonly [what: string, change: (query: URLSearchParams) => void])[] = [
    ['without a signature', (query) => query.delete('hmac')],
    ['with another signature', (query) => query.set('hmac', '0'.repeat(64))],
    ['with something added', (query) => query.set('extra', '1')],
    ['with another host', (query) => query.set('host', 'ZXZpbA')],
    [
      'of another shop, signed as such',
      (query) => {
        query.delete('hmac');
        signCallback(query, 'eve.myshopify.com');
      },
    ],
    ['that names two shops', (query) => query.append('shop', SHOP)],
  ];
  it.each(tampered)('is not connected by a callback %s', async (_what, change) => {
    const { callback, cookie } = await permit();
    change(callback.searchParams);
    const answer = await comeBack(callback, cookie);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await show()).status).not.toBe('connected');
  });

  it.each(['ada.myshopify.com.evil.example', 'evil.example/ada.myshopify.com', 'Ada', 'ada.shop'])(
    'is none that is called %s',
    async (shop) => {
      const answer = await ada.ask('POST', '/integrations/shopify/oauth/initiate', { shop });
      expect(answer.status).toBe(422);
    },
  );
});
