import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from 'viem/accounts';
import { RevokeTokensJob } from '../../src/modules/integrations/oauth/revoke-tokens.job.js';
import { ForgetFlowsJob } from '../../src/modules/integrations/oauth/forget-flows.job.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { sandboxClient } from '../../src/sandbox/providers/authorizations.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { Browser, told } from './browser.js';
import { shopifySettings } from './shopify-shop.js';

interface Connection {
  readonly status: string;
  readonly metadata: Record<string, unknown> | null;
  readonly lastError: string | null;
  readonly tokenExpiresAt: string | null;
}
interface Integration {
  readonly available: boolean;
  readonly ways: readonly { readonly authType: string; readonly available: boolean }[];
  readonly connection: Connection;
}

const CALLBACK = 'http://shop.example/api/v1/integrations/pinterest/oauth/callback';

let services: ProviderServer;
let shop: Shop;
let ada: ApiClient;
let adaId: string;
let browser: Browser;

beforeAll(async () => {
  services = await ProviderServer.start();
  shop = await openShop({
    ...shopifySettings(services),
    OPENROUTER_BASE_URL: services.urls.openrouter,
    OPENROUTER_AUTHORIZE_URL: services.authorizeUrl('openrouter'),
    KLAVIYO_BASE_URL: services.urls.klaviyo,
    KLAVIYO_AUTHORIZE_URL: services.authorizeUrl('klaviyo'),
    KLAVIYO_CLIENT_ID: sandboxClient('klaviyo').id,
    KLAVIYO_CLIENT_SECRET: sandboxClient('klaviyo').secret,
    PINTEREST_BASE_URL: services.urls.pinterest,
    PINTEREST_AUTHORIZE_URL: services.authorizeUrl('pinterest'),
    PINTEREST_CLIENT_ID: sandboxClient('pinterest').id,
    PINTEREST_CLIENT_SECRET: sandboxClient('pinterest').secret,
  });
});
beforeEach(async () => {
  services.down.clear();
  for (const each of Object.values(services.authorizations)) {
    each.denies = false;
    each.down = false;
  }
  await shop.owner.query(`DELETE FROM rate_limits`);
  ada = await signIn();
  ({ id: adaId } = await ada.send<{ id: string }>('GET', '/me'));
  browser = new Browser(shop.origin);
});
afterAll(async () => {
  await shop.stop();
  await services.stop();
});

const signIn = () => ApiClient.signIn(shop.origin, generatePrivateKey());
const show = async (provider: string, user = ada) =>
  (await user.send<Integration>('GET', `/integrations/${provider}`)).connection;
const eventsOf = async (userId = adaId) => {
  const rows: { type: string }[] = await shop.owner.query(
    `SELECT type FROM outbox WHERE user_id = $1 ORDER BY id`,
    [userId],
  );
  return rows.map(({ type }) => type);
};
const secretsOf = async (userId = adaId) => {
  const rows: { type: string }[] = await shop.owner.query(
    `SELECT type FROM credentials WHERE user_id = $1 ORDER BY type`,
    [userId],
  );
  return rows.map(({ type }) => type);
};
const flows = async () => {
  const [row]: { n: number }[] = await shop.owner.query(
    `SELECT count(*)::integer AS n FROM oauth_states WHERE user_id = $1`,
    [adaId],
  );
  return row?.n;
};

describe('connecting by OAuth', () => {
  it('sends the user to Pinterest, and connects with what they permitted', async () => {
    const { authorizationUrl, expiresAt } = await browser.leave(ada, 'pinterest');
    const { searchParams } = new URL(authorizationUrl);
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: sandboxClient('pinterest').id,
      redirect_uri: CALLBACK,
      scope: 'user_accounts:read,boards:read',
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    const left = (Date.parse(expiresAt) - Date.now()) / 60_000;
    expect(left).toBeGreaterThan(8);
    expect(left).toBeLessThanOrEqual(10);
    expect((await show('pinterest')).status).toBe('connecting');
    expect(await told(await browser.comeBack(await browser.permit(authorizationUrl)))).toEqual({
      status: 200,
      connected: 'pinterest',
    });
    const connection = await show('pinterest');
    expect(connection).toMatchObject({
      status: 'connected',
      metadata: { username: 'adas_prints' },
      lastError: null,
    });
    const days = (Date.parse(connection.tokenExpiresAt ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect(await secretsOf()).toEqual(['access_token', 'refresh_token']);
    expect(await eventsOf()).toEqual(['connection.connected']);
    expect(await flows()).toBe(0);
  });

  it('works for Klaviyo beside its key, with PKCE', async () => {
    const { ways } = await ada.send<Integration>('GET', '/integrations/klaviyo');
    expect(ways.map(({ authType, available }) => [authType, available])).toEqual([
      ['api_key', true],
      ['oauth', true],
    ]);
    const { authorizationUrl } = await browser.leave(ada, 'klaviyo');
    const { searchParams } = new URL(authorizationUrl);
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(searchParams.get('scope')).toBe('accounts:read lists:read');
    await browser.comeBack(await browser.permit(authorizationUrl));
    expect(await show('klaviyo')).toMatchObject({
      status: 'connected',
      metadata: { organizationName: 'Ada’s Prints' },
    });
    const tested = await ada.send<{ result: string }>('POST', '/integrations/klaviyo/test');
    expect(tested.result).toBe('valid');
    await ada.send('POST', '/integrations/klaviyo/connect', { apiKey: `pk_planted_${adaId}` });
    expect(await secretsOf()).toEqual(['api_key']);
    expect((await show('klaviyo')).tokenExpiresAt).toBeNull();
  });

  it('gets a key from OpenRouter without a client, and sales use it', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'openrouter');
    const { searchParams } = new URL(authorizationUrl);
    expect([...searchParams.keys()]).toEqual([
      'callback_url',
      'code_challenge',
      'code_challenge_method',
    ]);
    const back = new URL(searchParams.get('callback_url') ?? '');
    expect(back.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
    await browser.comeBack(await browser.permit(authorizationUrl));
    expect((await show('openrouter')).status).toBe('connected');
    expect(await secretsOf()).toEqual(['api_key']);
    const config = await ada.send<object>('GET', '/integrations/openrouter/config');
    const key = services.authorizations.openrouter.issued.at(-1) ?? '';
    expect(JSON.stringify(config)).toContain(key.slice(-4));
    expect(JSON.stringify(config)).not.toContain(key);
  });

  it('connects a shop of Shopify, whose callbacks are signed', async () => {
    const shopName = 'ada.myshopify.com';
    const { authorizationUrl } = await browser.leave(ada, 'shopify', { shop: shopName });
    const callback = await browser.permit(authorizationUrl);
    expect(new URL(callback).searchParams.get('hmac')).toMatch(/^[0-9a-f]{64}$/);
    expect(await told(await browser.comeBack(callback))).toMatchObject({ connected: 'shopify' });
    expect(await show('shopify')).toMatchObject({
      status: 'connected',
      metadata: { shop: shopName, shopName: 'Ada’s Prints' },
      tokenExpiresAt: expect.any(String),
    });
    expect(await secretsOf()).toEqual(['access_token', 'refresh_token']);
  });

  it.each([
    ['another shop', (query: URLSearchParams) => query.set('shop', 'eve.myshopify.com')],
    ['another code', (query: URLSearchParams) => query.set('code', 'planted')],
    ['another time', (query: URLSearchParams) => query.set('timestamp', '1700000000')],
    ['no signature', (query: URLSearchParams) => query.delete('hmac')],
  ])('refuses a callback of Shopify’s with %s', async (_what, change) => {
    const { authorizationUrl } = await browser.leave(ada, 'shopify', { shop: 'ada.myshopify.com' });
    const callback = new URL(await browser.permit(authorizationUrl));
    change(callback.searchParams);
    expect(await told(await browser.comeBack(callback.href))).toMatchObject({
      status: 400,
      code: 'callback_refused',
    });
    expect(await secretsOf()).toEqual([]);
    expect((await show('shopify')).status).toBe('disconnected');
  });

  it.each([
    'ada.example.com',
    'ada.myshopify.com.evil.com',
    'ada.myshopify.com/x',
    '',
    'evil.com#.myshopify.com',
  ])('sends nobody to the shop %j', async (name) => {
    const answer = await ada.ask('POST', '/integrations/shopify/oauth/initiate', { shop: name });
    expect(await told(answer)).toMatchObject({ status: 422, code: 'invalid_input' });
  });

  it('leaves the browser a cookie that scripts and other sites do not get, and takes it back', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    await browser.comeBack(await browser.permit(authorizationUrl));
    const path = '/api/v1/integrations/pinterest/oauth/callback';
    expect(browser.lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^coinslot_oauth_[0-9a-f]{16}=[\\w.-]+; Path=${path}; Max-Age=600; HttpOnly; SameSite=Lax$`,
        ),
      ),
      expect.stringMatching(/^coinslot_oauth_[0-9a-f]{16}=; Path=\S+; Max-Age=0; HttpOnly/),
    ]);
    expect(browser.cookies.size).toBe(0);
  });

  it('keeps state and verifier from whoever reads the database', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'klaviyo');
    const state = new URL(authorizationUrl).searchParams.get('state') ?? '';
    const rows: object[] = await shop.owner.query(
      `SELECT s::text, encode(state_hash, 'escape') AS e, encode(ciphertext, 'escape') AS c
         FROM oauth_states s WHERE user_id = $1`,
      [adaId],
    );
    expect(rows).toHaveLength(1);
    const [cookie = ''] = browser.cookies.values();
    const token = cookie.split('.')[1] ?? 'none';
    for (const secret of [state, token]) expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('goes on where the user came from', async () => {
    const returnTo = '/shop/settings?tab=2';
    const { authorizationUrl } = await browser.leave(ada, 'pinterest', { returnTo });
    const answer = await browser.comeBack(await browser.permit(authorizationUrl), 'text/html');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(
      'http://shop.example/shop/settings?tab=2&connected=pinterest',
    );
    services.authorizations.pinterest.denies = true;
    const again = await browser.leave(ada, 'pinterest', { returnTo });
    const refused = await browser.comeBack(await browser.permit(again.authorizationUrl));
    expect(refused.headers.get('location')).toBe(
      'http://shop.example/shop/settings?tab=2&error=permission_denied',
    );
    expect((await show('pinterest')).status).toBe('connected');
  });

  it.each(['//evil.com', '/\\evil.com', 'https://evil.com', '/%2fevil.com', '/a/../..//evil'])(
    'refuses to go on to %s',
    async (returnTo) => {
      const answer = await ada.ask('POST', '/integrations/pinterest/oauth/initiate', { returnTo });
      expect(await told(answer)).toMatchObject({ status: 422, code: 'invalid_input' });
      expect(await flows()).toBe(0);
    },
  );

  it('shows a person a page, and sends the code on to nobody', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const answer = await browser.comeBack(await browser.permit(authorizationUrl), 'text/html');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('Pinterest is connected');
  });

  it('writes neither codes nor states nor tokens into the log', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const callback = await browser.permit(authorizationUrl);
    await browser.comeBack(callback);
    await browser.comeBack(callback);
    const { searchParams } = new URL(callback);
    const secrets = [
      searchParams.get('code'),
      searchParams.get('state'),
      ...services.authorizations.pinterest.issued,
      sandboxClient('pinterest').secret,
    ];
    const log = shop.log.join('\n');
    expect(log).toContain('/oauth/callback');
    for (const secret of secrets) expect(log).not.toContain(secret);
  });
});

describe('what a provider or a user may do', () => {
  it('is to say no: then all is as it was', async () => {
    services.authorizations.pinterest.denies = true;
    expect(await browser.connect(ada, 'pinterest')).toMatchObject({
      status: 403,
      code: 'permission_denied',
    });
    expect((await show('pinterest')).status).toBe('disconnected');
    expect(await eventsOf()).toEqual([]);
    expect(await flows()).toBe(0);
  });

  it('is to be out of order when the code is exchanged', async () => {
    services.authorizations.pinterest.down = true;
    expect(await browser.connect(ada, 'pinterest')).toMatchObject({
      status: 503,
      code: 'provider_unreachable',
    });
    expect((await show('pinterest')).status).toBe('disconnected');
  });

  it('is to be out of order after that: the tokens are kept', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const callback = await browser.permit(authorizationUrl);
    services.down.add('pinterest');
    expect(await told(await browser.comeBack(callback))).toMatchObject({ status: 200 });
    expect(await show('pinterest')).toMatchObject({
      status: 'connected',
      lastError: expect.stringMatching(/\w/),
    });
    services.down.clear();
    const tested = await ada.send<{ result: string }>('POST', '/integrations/pinterest/test');
    expect(tested.result).toBe('valid');
    expect((await show('pinterest')).lastError).toBeNull();
  });

  it('is to stay away: after ten minutes nobody is connecting, and the way back is closed', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    await shop.owner.query(`
      UPDATE oauth_states SET expires_at = now() - interval '1 second';
      UPDATE connections SET connecting_until = now() - interval '1 second'
        WHERE status = 'connecting'`);
    expect((await show('pinterest')).status).toBe('disconnected');
    expect(
      await told(await browser.comeBack(await browser.permit(authorizationUrl))),
    ).toMatchObject({ status: 400, code: 'unknown_flow' });
    expect(await secretsOf()).toEqual([]);
  });

  it('is not over because somebody asks for the head of the way back alone', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const callback = await browser.permit(authorizationUrl);
    expect((await browser.comeBack(callback, '*/*', 'HEAD')).status).toBe(400);
    expect(await secretsOf()).toEqual([]);
    expect(await told(await browser.comeBack(callback))).toMatchObject({ connected: 'pinterest' });
  });

  it('is to reconnect in place: what works stays until the new access is there', async () => {
    await browser.connect(ada, 'pinterest');
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    expect((await show('pinterest')).status).toBe('connected');
    const before: object[] = await shop.owner.query(
      `SELECT version FROM credentials WHERE user_id = $1`,
      [adaId],
    );
    await browser.comeBack(await browser.permit(authorizationUrl));
    const after: object[] = await shop.owner.query(
      `SELECT version FROM credentials WHERE user_id = $1`,
      [adaId],
    );
    expect(after).toHaveLength(2);
    expect(after).not.toEqual(before);
  });

  it('is to end the connection while they are away: nothing is stored any more', async () => {
    await browser.connect(ada, 'klaviyo');
    const { authorizationUrl } = await browser.leave(ada, 'klaviyo');
    const callback = await browser.permit(authorizationUrl);
    await ada.send('POST', '/integrations/klaviyo/disconnect');
    expect(await told(await browser.comeBack(callback))).toMatchObject({
      status: 409,
      code: 'connection_ended',
    });
    const { issued, revoked } = services.authorizations.klaviyo;
    expect(revoked).toContain(issued.at(-1));
    expect((await show('klaviyo')).status).toBe('disconnected');
    expect(await secretsOf()).toEqual([]);
  });

  it('is to delete the account while they are away', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'klaviyo');
    const callback = await browser.permit(authorizationUrl);
    await shop.owner.query(`DELETE FROM users WHERE id = $1`, [adaId]);
    expect(await told(await browser.comeBack(callback))).toMatchObject({
      status: 400,
      code: 'unknown_flow',
    });
    expect(await secretsOf()).toEqual([]);
  });

  it('is to disconnect: the server forgets at once, and has the provider end the tokens', async () => {
    await browser.connect(ada, 'klaviyo');
    const token = services.authorizations.klaviyo.issued.at(-1);
    services.authorizations.klaviyo.down = true;
    await ada.send('POST', '/integrations/klaviyo/disconnect');
    expect((await show('klaviyo')).status).toBe('disconnected');
    expect(await secretsOf()).toEqual([]);
    const job = shop.app.get(RevokeTokensJob, { strict: false });
    await job.run();
    expect(services.authorizations.klaviyo.revoked).not.toContain(token);
    services.authorizations.klaviyo.down = false;
    await shop.owner.query(`UPDATE token_revocations SET due_at = now()`);
    await job.run();
    expect(services.authorizations.klaviyo.revoked).toContain(token);
    expect(await shop.owner.query(`SELECT FROM token_revocations`)).toEqual([]);
  });

  it('is to begin a thousand times: ten flows are open, and all others are over', async () => {
    const answers = await Promise.all(
      Array.from({ length: 70 }, () =>
        ada.ask('POST', '/integrations/pinterest/oauth/initiate', {}),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 429).length).toBe(10);
    expect(await flows()).toBeLessThanOrEqual(10);
    await shop.owner.query(`UPDATE oauth_states SET expires_at = now()`);
    await shop.app.get(ForgetFlowsJob, { strict: false }).run();
    expect(await flows()).toBe(0);
  });
});

describe('somebody who wants to connect what is not theirs', () => {
  let eve: ApiClient;
  let eveId: string;

  beforeEach(async () => {
    eve = await signIn();
    ({ id: eveId } = await eve.send<{ id: string }>('GET', '/me'));
  });

  const expectNothing = async (answer: Response) => {
    expect(await told(answer)).toMatchObject({ status: 400, code: 'unknown_flow' });
    expect([await secretsOf(), await secretsOf(eveId)]).toEqual([[], []]);
    expect([await eventsOf(), await eventsOf(eveId)]).toEqual([[], []]);
  };

  it('cannot have a victim complete a flow of their own', async () => {
    const { authorizationUrl } = await new Browser(shop.origin).leave(eve, 'pinterest');
    await browser.leave(ada, 'pinterest');
    await expectNothing(await browser.comeBack(await browser.permit(authorizationUrl)));
  });

  it('cannot complete a flow of the victim’s in their own browser', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const theirs = new Browser(shop.origin);
    await theirs.leave(eve, 'pinterest');
    const callback = await browser.permit(authorizationUrl);
    await expectNothing(await theirs.comeBack(callback));
    // Nor did that use it up.
    expect((await browser.comeBack(callback)).status).toBe(200);
  });

  it('cannot give a cookie of their own another name', async () => {
    const theirs = new Browser(shop.origin);
    await theirs.leave(eve, 'pinterest');
    const [evesCookie = ''] = theirs.cookies.values();
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const [name = ''] = browser.cookies.keys();
    browser.cookies.set(name, evesCookie);
    await expectNothing(await browser.comeBack(await browser.permit(authorizationUrl)));
  });

  it.each([
    ['another user', (cookie: string, id: string) => id + cookie.slice(36)],
    ['another signature', (cookie: string) => `${cookie.slice(0, -2)}AA`],
    ['none of it', () => ''],
    ['more of it', (cookie: string) => `${cookie}x`],
    ['something else', () => 'x'.repeat(8_000)],
  ])('cannot change the cookie to have %s', async (_what, change) => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const [[name, cookie] = ['', '']] = browser.cookies;
    browser.cookies.set(name, change(cookie, eveId));
    await expectNothing(await browser.comeBack(await browser.permit(authorizationUrl)));
  });

  it('cannot come back with a state that nobody gave out, or with two', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const callback = new URL(await browser.permit(authorizationUrl));
    const forged = new URL(callback);
    forged.searchParams.set('state', 'x'.repeat(43));
    await expectNothing(await browser.comeBack(forged.href));
    const twice = new URL(callback);
    twice.searchParams.append('state', 'x'.repeat(43));
    await expectNothing(await browser.comeBack(twice.href));
    const none = new URL(callback);
    none.searchParams.delete('state');
    await expectNothing(await browser.comeBack(none.href));
  });

  it('cannot come back as another provider', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const callback = await browser.permit(authorizationUrl);
    await expectNothing(await browser.comeBack(callback.replace('pinterest', 'klaviyo')));
  });

  it('cannot come back twice, nor twice at once', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'pinterest');
    const callback = await browser.permit(authorizationUrl);
    const cookies = new Map(browser.cookies);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => {
        const tab = new Browser(shop.origin);
        for (const [name, value] of cookies) tab.cookies.set(name, value);
        return tab.comeBack(callback);
      }),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, 400, 400, 400, 400, 400, 400, 400]);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.comeBack(callback)).status).toBe(400);
    expect(await eventsOf()).toEqual(['connection.connected']);
  });

  it('cannot put a code of their own into a flow of the victim’s where the provider has PKCE', async () => {
    const theirs = new Browser(shop.origin);
    const evil = await theirs.leave(eve, 'klaviyo');
    const evilCode = new URL(await theirs.permit(evil.authorizationUrl)).searchParams.get('code');
    const { authorizationUrl } = await browser.leave(ada, 'klaviyo');
    const callback = new URL(await browser.permit(authorizationUrl));
    callback.searchParams.set('code', evilCode ?? '');
    expect(await told(await browser.comeBack(callback.href))).toMatchObject({
      status: 422,
      code: 'permission_refused',
    });
    expect(await secretsOf()).toEqual([]);
  });
});

const ask = async (provider: string, verb: string) =>
  told(await ada.ask('POST', `/integrations/${provider}/${verb}`, {}));

describe('a provider that cannot be connected so', () => {
  it('is told apart: no such way, or none set up', async () => {
    expect(await ask('resend', 'oauth/initiate')).toMatchObject({ code: 'no_permission_way' });
    expect(await ask('anthropic', 'oauth/initiate')).toMatchObject({
      status: 501,
      code: 'not_configured',
    });
    expect(await ask('nobody', 'oauth/initiate')).toMatchObject({ code: 'unknown_provider' });
    expect(await ask('pinterest', 'connect')).toMatchObject({ code: 'permission_needed' });
    const anonymous = new ApiClient(shop.origin);
    const answer = await anonymous.ask('POST', '/integrations/pinterest/oauth/initiate', {});
    expect(answer.status).toBe(401);
  });
});
