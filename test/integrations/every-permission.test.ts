import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RevokeTokensJob } from '../../src/modules/integrations/oauth/revoke-tokens.job.js';
import { RenewConnectionsJob } from '../../src/modules/integrations/refresh/renew-connections.job.js';
import { sandboxClient } from '../../src/sandbox/providers/authorizations.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { SHOPIFY_APP } from '../../src/sandbox/providers/shopify-webhooks.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { Browser, told } from './browser.js';
import { type Connection, ConnectingUser, NOTHING, TIME } from './connecting-user.js';
import { standInSettings } from './planted-keys.js';
import { shopifySettings, until } from './shopify-shop.js';

/** How somebody else makes a refresh token of the user’s useless, at the provider. */
interface Ending {
  readonly path: string;
  readonly body: (token: string) => Readonly<Record<string, string>>;
  /** With the client in the body, or in the header. */
  readonly kind: 'json' | 'form';
  /** Each time with the token that came of the time before. */
  readonly times: number;
}

/** One provider that users permit. */
interface Journey {
  readonly provider: 'shopify' | 'pinterest' | 'klaviyo' | 'openrouter';
  /** What the user fills in. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly outage: string;
  /** When it refuses what it had issued. */
  readonly refusal: string;
  /** Of access that ends, and is renewed until then. */
  readonly access?: {
    readonly hours: number;
    readonly ending: Ending;
  };
}

const SHOP = 'ada.myshopify.com';
const renewal = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });

const journeys: readonly Journey[] = [
  {
    provider: 'shopify',
    inputs: { shop: SHOP },
    metadata: { shop: SHOP, shopName: 'Ada’s Prints', currency: 'EUR', missingScopes: [] },
    outage: 'Shopify cannot answer at the moment',
    refusal: 'Shopify does not accept the permission any more: connect again',
    access: {
      hours: 1,
      // The token before may be used until the new one is.
      ending: { path: `/${SHOP}/admin/oauth/access_token`, body: renewal, kind: 'json', times: 2 },
    },
  },
  {
    provider: 'pinterest',
    metadata: { username: 'adas_prints', accountType: 'BUSINESS', businessName: 'Ada’s Prints' },
    outage: 'Pinterest cannot answer at the moment',
    refusal: 'Pinterest does not accept the permission any more: connect again',
    access: {
      hours: 30 * 24,
      ending: { path: '/v5/oauth/token', body: renewal, kind: 'form', times: 1 },
    },
  },
  {
    provider: 'klaviyo',
    metadata: { access: 'full', organizationName: 'Ada’s Prints', currency: 'EUR' },
    outage: 'Klaviyo cannot answer at the moment',
    refusal: 'Klaviyo does not accept the permission any more: connect again',
    access: {
      hours: 1,
      ending: { path: '/oauth/revoke', body: (token) => ({ token }), kind: 'form', times: 1 },
    },
  },
  {
    provider: 'openrouter',
    metadata: {},
    outage: 'The provider could not be asked whether it accepts the key',
    refusal: 'The provider does not accept the API key',
  },
];

let services: ProviderServer;
let shop: Shop;
let ada: ConnectingUser;
let browser: Browser;

beforeAll(async () => {
  services = await ProviderServer.start();
  shop = await openShop({
    ...standInSettings(services),
    ...shopifySettings(services),
    OPENROUTER_AUTHORIZE_URL: services.authorizeUrl('openrouter'),
    KLAVIYO_AUTHORIZE_URL: services.authorizeUrl('klaviyo'),
    KLAVIYO_CLIENT_ID: sandboxClient('klaviyo').id,
    KLAVIYO_CLIENT_SECRET: sandboxClient('klaviyo').secret,
    PINTEREST_AUTHORIZE_URL: services.authorizeUrl('pinterest'),
    PINTEREST_CLIENT_ID: sandboxClient('pinterest').id,
    PINTEREST_CLIENT_SECRET: sandboxClient('pinterest').secret,
  });
});
beforeEach(async () => {
  services.down.clear();
  // All tests have one address.
  await shop.owner.query(`DELETE FROM rate_limits`);
  ada = await ConnectingUser.signIn(shop);
  browser = new Browser(shop.origin);
});
afterAll(async () => {
  await shop.stop();
  await services.stop();
});

/** Permits it at the provider. @param away where the user stands until they are back */
async function permit({ provider, inputs }: Journey, away: object): Promise<Connection> {
  const { authorizationUrl } = await browser.leave(ada.client, provider, inputs);
  expect(await ada.standing(provider)).toEqual(away);
  const callback = await browser.permit(authorizationUrl);
  expect(await told(await browser.comeBack(callback))).toEqual({
    status: 200,
    connected: provider,
  });
  return ada.standing(provider);
}

/** The provider accepts nothing any more that it has issued; what renews it is left alone. */
function refuseIssued(provider: Journey['provider']): void {
  for (const issued of services.authorizations[provider].issued) services.revoked.add(issued);
}

/** Makes the user’s refresh token useless, as whoever holds it and knows the client can. */
async function endPermission(provider: Journey['provider'], ending: Ending): Promise<void> {
  const { id, secret } =
    provider === 'shopify'
      ? { id: SHOPIFY_APP.clientId, secret: SHOPIFY_APP.clientSecret }
      : sandboxClient(provider);
  const isJson = ending.kind === 'json';
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  for (let n = 0; n < ending.times; n += 1) {
    const body = ending.body(services.authorizations[provider].issued.at(-1) ?? '');
    const answer = await fetch(`http://${services.host}/${provider}${ending.path}`, {
      method: 'POST',
      headers: isJson ? { 'content-type': 'application/json' } : { authorization },
      body: isJson
        ? JSON.stringify({ client_id: id, client_secret: secret, ...body })
        : new URLSearchParams(body),
    });
    expect(answer.status).toBe(200);
  }
}

/** The time to renew has come, and the minute in which it is looked for. */
async function renewDue(provider: string): Promise<void> {
  await shop.owner.query(
    `UPDATE connections SET refresh_due_at = now() - interval '1 s' WHERE user_id = $1`,
    [ada.id],
  );
  const job = shop.app.get(RenewConnectionsJob, { strict: false });
  await until(async () => {
    await job.run();
    return (await ada.standing(provider))['status'] !== 'connected';
  });
}

/** The names of the secrets that the vault holds for the user. */
async function secrets(): Promise<string[]> {
  const rows: { type: string }[] = await shop.owner.query(
    `SELECT type FROM credentials WHERE user_id = $1 ORDER BY type`,
    [ada.id],
  );
  return rows.map(({ type }) => type);
}

/** How many rows the user has there. */
async function count(table: 'connections' | 'oauth_states'): Promise<number | undefined> {
  const [row]: { n: number }[] = await shop.owner.query(
    `SELECT count(*)::int AS n FROM ${table} WHERE user_id = $1`,
    [ada.id],
  );
  return row?.n;
}

/** A token is kept after the end only where the provider can be told, and until it was. */
async function expectRevoked({ provider }: Journey): Promise<void> {
  const left = () => shop.owner.query<object[]>(`SELECT id FROM token_revocations`);
  const job = shop.app.get(RevokeTokensJob, { strict: false });
  await until(async () => {
    await job.run();
    return (await left()).length === 0;
  });
  if (provider !== 'klaviyo') return;
  const { issued, revoked } = services.authorizations[provider];
  expect([...revoked]).toContain(issued.at(-1));
}

const at = (time: unknown) => Date.parse(String(time));

/** The provider refuses what it issued for good. @returns where the user stands, and the event’s name */
async function end({ provider, refusal, access }: Journey, connected: Connection) {
  const problem = { lastError: refusal, lastErrorAt: TIME };
  refuseIssued(provider);
  if (access === undefined) {
    return { broken: { ...connected, ...problem, status: 'error' }, event: 'connection.error' };
  }
  const { connection: renewed, ...tested } = await ada.test(provider);
  expect(tested).toEqual({ result: 'valid', reason: null });
  expect(renewed).toEqual({
    ...connected,
    metadata: expect.objectContaining({}),
    tokenExpiresAt: TIME,
    lastRefreshedAt: TIME,
  });
  expect(at(renewed['tokenExpiresAt'])).toBeGreaterThan(at(connected['tokenExpiresAt']));
  expect(await secrets()).toEqual(['access_token', 'refresh_token']);

  await endPermission(provider, access.ending);
  await renewDue(provider);
  expect(await secrets()).toEqual([]);
  const broken = { ...renewed, ...problem, status: 'expired', tokenExpiresAt: TIME };
  expect(at((await ada.standing(provider))['tokenExpiresAt'])).toBeLessThan(
    at(renewed['tokenExpiresAt']),
  );
  return { broken, event: 'connection.expired' };
}

describe.each(journeys)('$provider', (journey) => {
  const { provider, access, outage, refusal } = journey;
  const held = access === undefined ? ['api_key'] : ['access_token', 'refresh_token'];
  const fresh = {
    ...NOTHING,
    status: 'connected',
    metadata: expect.objectContaining(journey.metadata),
    connectedAt: TIME,
    tokenExpiresAt: access === undefined ? null : TIME,
  };

  it('is permitted, tested, out of order, over, permitted again in its place and ended', async () => {
    expect(await ada.standing(provider)).toEqual(NOTHING);
    const connected = await permit(journey, { ...NOTHING, status: 'connecting', metadata: {} });
    expect(connected).toEqual(fresh);
    const hours = (at(connected['tokenExpiresAt']) - at(connected['connectedAt'])) / 3_600_000;
    expect(Math.round(hours)).toBe(access?.hours ?? NaN);
    expect(await secrets()).toEqual(held);
    expect(await ada.test(provider)).toEqual({
      result: 'valid',
      reason: null,
      connection: connected,
    });

    services.down.add(provider);
    expect(await ada.test(provider)).toEqual({
      result: 'unreachable',
      reason: outage,
      connection: { ...connected, lastError: outage, lastErrorAt: TIME },
    });
    services.down.clear();
    expect(await ada.test(provider)).toMatchObject({ result: 'valid', connection: connected });

    const { broken, event } = await end(journey, connected);
    for (const _again of [1, 2]) {
      expect(await ada.test(provider)).toEqual({
        result: 'invalid',
        reason: refusal,
        connection: broken,
      });
    }

    const anew = await permit(journey, broken);
    expect(anew).toEqual(fresh);
    expect(at(anew['connectedAt'])).toBeGreaterThan(at(connected['connectedAt']));
    expect(await secrets()).toEqual(held);
    expect(await ada.test(provider)).toEqual({ result: 'valid', reason: null, connection: anew });

    const ended = { ...NOTHING, disconnectedAt: TIME };
    expect(await ada.disconnect(provider)).toEqual(ended);
    expect(await ada.disconnect(provider)).toEqual(ended);
    expect(await secrets()).toEqual([]);
    expect(await count('connections')).toBe(1);
    expect(await count('oauth_states')).toBe(0);
    await expectRevoked(journey);
    expect(await ada.events()).toEqual([
      { type: 'connection.connected', data: { provider } },
      { type: event, data: { provider, reason: refusal } },
      { type: 'connection.connected', data: { provider } },
      { type: 'connection.disconnected', data: { provider } },
    ]);
  });
});
