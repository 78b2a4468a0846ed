import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../../../common/clock/system-clock.service.js';
import { Secret } from '../../../../common/crypto/index.js';
import { standInOf } from '../../../../sandbox/providers/stand-in-of.js';
import { describeConnectionProvider } from '../contract/describe-connection-provider.js';
import { HostileServer, passingOn, saying } from '../contract/hostile-server.js';
import { TestEgress } from '../contract/test-egress.js';
import { ProviderSessions } from '../provider-sessions.service.js';
import { ShopifyConnection } from './shopify.provider.js';

const shopifyAt = (baseUrl: string) =>
  new ShopifyConnection({
    shopUrl: baseUrl.includes('{shop}') ? baseUrl : `${baseUrl}/{shop}`,
    apiVersion: '2026-10',
    clientId: 'app',
    clientSecret: new Secret('shpss_planted_client_secret'),
    previousSecret: undefined,
    previousSecretUntil: undefined,
  });
const SHOP = 'ada.myshopify.com';

describeConnectionProvider('shopify', {
  provider: shopifyAt,
  baseUrl: 'https://{shop}',
  standIn: standInOf('shopify'),
  good: { access_token: 'shpat_planted_0001' },
  wrong: { access_token: 'shpat_planted_wrong' },
  inputs: { shop: SHOP },
  metadata: {
    shop: SHOP,
    shopName: 'Ada’s Prints',
    domain: 'prints.example.com',
    currency: 'EUR',
    timezone: 'Europe/Paris',
    plan: 'Basic',
    scopes: ['write_products', 'read_orders'],
    missingScopes: [],
  },
});

describe('a shop of Shopify’s', () => {
  const egress = new TestEgress();
  const sessions = new ProviderSessions(egress, new SystemClock());
  let hostile: HostileServer;
  let standIn: { readonly url: string; stop(): Promise<void> };

  beforeAll(async () => {
    [hostile, standIn] = await Promise.all([HostileServer.start(), standInOf('shopify')()]);
  });
  afterAll(async () => {
    await Promise.all([hostile.stop(), standIn.stop()]);
    await egress.onApplicationShutdown();
  });
  const check = (url: string, token: string, shop: unknown = SHOP) => {
    const secrets = new Map([['access_token', new Secret(token)]]);
    return sessions.check(shopifyAt(url), { secrets, inputs: { shop } });
  };

  it.each([
    ['frozen', /froze/],
    ['locked', /locked/],
  ])('that is %s keeps its access, and says what befell it', async (mark, reason) => {
    const finding = await check(standIn.url, `shpat_planted_${mark}`);
    expect(finding).toEqual({ verdict: 'unreachable', reason: expect.stringMatching(reason) });
  });

  it('tells which of the scopes that were asked for it did not grant', async () => {
    expect(await check(standIn.url, 'shpat_planted_limited')).toMatchObject({
      verdict: 'valid',
      metadata: { scopes: ['write_products'], missingScopes: ['read_orders'] },
    });
  });

  const THROTTLED = JSON.stringify({
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
  });

  it('that throttles at status 200 is asked once more, a moment later', async () => {
    const before = hostile.asked;
    const throttle = saying(200, THROTTLED);
    hostile.handle = (request, response) => {
      hostile.handle = passingOn(standIn.url);
      return throttle(request, response);
    };
    expect(await check(hostile.url, 'shpat_planted_0002')).toMatchObject({ verdict: 'valid' });
    expect(hostile.asked - before).toBe(2);
  });

  it('that goes on throttling is unreachable', async () => {
    hostile.handle = saying(200, THROTTLED);
    expect(await check(hostile.url, 'shpat_planted_0003')).toMatchObject({
      verdict: 'unreachable',
    });
  });

  it.each(['evil.example/', 'ada@evil.example', 'ada.myshopify.com:1', '?', '..', 7, undefined])(
    'called %j is never asked anywhere else',
    async (shop) => {
      const egressed: string[] = [];
      const spy = new TestEgress();
      spy.request = (url) => {
        egressed.push(new URL(url).host);
        return Promise.reject(new Error('nobody is asked'));
      };
      const asked = new ProviderSessions(spy, new SystemClock()).check(
        shopifyAt('https://{shop}'),
        {
          secrets: new Map([['access_token', new Secret('shpat_planted_0004')]]),
          inputs: { shop },
        },
      );
      await expect(asked).rejects.toThrow();
      expect(egressed.filter((host) => host.includes('evil') || host.includes(':'))).toEqual([]);
      await spy.onApplicationShutdown();
    },
  );
});
