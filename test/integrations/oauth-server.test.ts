import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DynamicModule, Injectable } from '@nestjs/common';
import { generatePrivateKey } from 'viem/accounts';
import { z } from 'zod';
import { Secret } from '../../src/common/crypto/index.js';
import { Database } from '../../src/common/database/index.js';
import {
  type ConnectionProvider,
  type ProviderDefinition,
  ProvidesConnection,
} from '../../src/modules/integrations/index.js';
import { ConnectionStates } from '../../src/modules/integrations/connections/connection-states.service.js';
import { RevokeTokensJob } from '../../src/modules/integrations/oauth/revoke-tokens.job.js';
import { DueRenewals } from '../../src/modules/integrations/refresh/due-renewals.service.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { openShop, type Shop } from '../e2e/shop.js';
import {
  type AuthorizationServer,
  CONFIDENTIAL,
  PUBLIC,
  startAuthorizationServer,
} from './authorization-server.js';
import { Browser, told } from './browser.js';

const HOME = 'http://shop.example/api/v1/integrations';

let server: AuthorizationServer;
let shop: Shop;
let ada: ApiClient;
let adaId: string;
let browser: Browser;

/** A provider of another team, with what the standards say and nothing else. */
@ProvidesConnection()
@Injectable()
class PlainConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition = {
    id: 'plain',
    name: 'Plain',
    description: 'Speaks OAuth as the standards have it',
    icon: 'plain',
    category: 'media',
    required: false,
    setupOrder: 50,
    docsUrl: null,
    auth: [
      {
        mode: 'oauth2',
        fields: [],
        client: { id: CONFIDENTIAL.id, secret: new Secret(CONFIDENTIAL.secret) },
        authorizeUrl: `${server.url}/auth`,
        authorizeParameters: { prompt: 'consent' },
        issuer: server.url,
        scopes: ['openid', 'offline_access'],
        scopeSeparator: ' ',
        usesPkce: true,
        tokenUrl: `${server.url}/token`,
        clientAuth: 'basic',
        tokenRequest: 'form',
        refresh: { rotates: true, margin: 900, oldTokenUsable: 0, giveUpAfter: 345_600 },
        revokeUrl: `${server.url}/token/revocation`,
      },
    ],
    api: { baseUrl: server.url, headers: { authorization: 'Bearer {access_token}' } },
    probes: [
      {
        name: 'account',
        path: '/account',
        answer: z.object({ user: z.string() }),
        verdicts: [
          { status: 200, verdict: 'valid' },
          { status: 401, verdict: 'invalid', reason: 'Plain does not accept the access any more' },
        ],
      },
    ],
    metadata: {
      schema: z.object({ user: z.string().nullable() }),
      paths: { user: ['account', 'user'] },
    },
  };
}

const plain: DynamicModule = { module: class PlainModule {}, providers: [PlainConnection] };

beforeAll(async () => {
  server = await startAuthorizationServer({
    confidential: `${HOME}/plain/oauth/callback`,
    public: `${HOME}/anthropic/oauth/callback`,
  });
  shop = await openShop(
    {
      EGRESS_ALLOW: new URL(server.url).host,
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_OAUTH_CLIENT_ID: PUBLIC.id,
      ANTHROPIC_OAUTH_AUTHORIZE_URL: `${server.url}/auth`,
      ANTHROPIC_OAUTH_TOKEN_URL: `${server.url}/token`,
      ANTHROPIC_OAUTH_ISSUER: server.url,
      ANTHROPIC_OAUTH_SCOPES: 'openid',
    },
    [plain],
  );
});
beforeEach(async () => {
  await shop.owner.query(`DELETE FROM rate_limits`);
  ada = await ApiClient.signIn(shop.origin, generatePrivateKey());
  ({ id: adaId } = await ada.send<{ id: string }>('GET', '/me'));
  browser = new Browser(shop.origin);
});
afterAll(async () => {
  await shop.stop();
  await server.stop();
});

interface Connection {
  readonly status: string;
  readonly metadata: object | null;
  readonly lastRefreshedAt: string | null;
}
const show = async (provider: string) =>
  (await ada.send<{ connection: Connection }>('GET', `/integrations/${provider}`)).connection;
const test = async (provider: string) =>
  (await ada.send<{ result: string }>('POST', `/integrations/${provider}/test`)).result;

/** What a server has stored, as it would use it. */
async function tokensOf(): Promise<Record<string, string>> {
  const states = shop.app.get(ConnectionStates, { strict: false });
  const { definition } = shop.app.get(PlainConnection, { strict: false });
  const stored = await shop.app
    .get(Database, { strict: false })
    .asUser(adaId, (tx) => states.require(tx, adaId, definition));
  const { secrets } = states.accessOf(definition, stored);
  return Object.fromEntries([...secrets].map(([name, secret]) => [name, secret.reveal()]));
}

describe('a certified authorization server', () => {
  it('is connected, tested, renewed, and told to end the tokens', async () => {
    expect(await browser.connect(ada, 'plain')).toEqual({ status: 200, connected: 'plain' });
    expect(await show('plain')).toMatchObject({ status: 'connected', metadata: { user: 'ada' } });
    expect(await test('plain')).toBe('valid');
    const first = await tokensOf();
    await shop.owner.query(`UPDATE connections SET refresh_due_at = now() WHERE user_id = $1`, [
      adaId,
    ]);
    const due = shop.app.get(DueRenewals, { strict: false });
    expect(await due.next()).toBe('renewed');
    const second = await tokensOf();
    expect(second['access_token']).not.toBe(first['access_token']);
    expect(second['refresh_token']).not.toBe(first['refresh_token']);
    expect(await test('plain')).toBe('valid');
    await ada.send('POST', '/integrations/plain/disconnect');
    await shop.app.get(RevokeTokensJob, { strict: false }).run();
    const answer = await fetch(`${server.url}/token`, {
      method: 'POST',
      headers: { authorization: basic(CONFIDENTIAL) },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: second['refresh_token'] ?? '',
      }),
    });
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('takes a code once: what was made of it is not made again', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'plain');
    const callback = await browser.permit(authorizationUrl);
    const { authorizationUrl: second } = await browser.leave(ada, 'plain');
    const other = new URL(await browser.permit(second));
    expect((await browser.comeBack(callback)).status).toBe(200);
    other.searchParams.set('code', new URL(callback).searchParams.get('code') ?? '');
    expect(await told(await browser.comeBack(other.href))).toMatchObject({
      status: 422,
      code: 'permission_refused',
    });
  });

  it('takes a code with the verifier of its own flow alone', async () => {
    const { authorizationUrl } = await browser.leave(ada, 'plain');
    const callback = new URL(await browser.permit(authorizationUrl));
    const { authorizationUrl: second } = await browser.leave(ada, 'plain');
    const other = new URL(await browser.permit(second));
    callback.searchParams.set('code', other.searchParams.get('code') ?? '');
    expect(await told(await browser.comeBack(callback.href))).toMatchObject({
      code: 'permission_refused',
    });
    expect((await show('plain')).status).toBe('disconnected');
  });

  it.each([
    ['another', 'https://evil.example'],
    ['no', undefined],
  ])('is recognised by its name: %s issuer is refused', async (_what, issuer) => {
    const { authorizationUrl } = await browser.leave(ada, 'plain');
    const callback = new URL(await browser.permit(authorizationUrl));
    expect(callback.searchParams.get('iss')).toBe(server.url);
    if (issuer === undefined) callback.searchParams.delete('iss');
    else callback.searchParams.set('iss', issuer);
    expect(await told(await browser.comeBack(callback.href))).toMatchObject({
      status: 400,
      code: 'callback_refused',
    });
    expect((await show('plain')).status).toBe('disconnected');
  });

  it('stands for Anthropic where an operator has a client without a secret', async () => {
    expect(await browser.connect(ada, 'anthropic')).toEqual({
      status: 200,
      connected: 'anthropic',
    });
    expect(await show('anthropic')).toMatchObject({
      status: 'connected',
      metadata: { capabilities: { models: true, account: true }, organizationId: 'org-1' },
    });
  });

  it('is reached under the names of the seeds as well', async () => {
    const aliases = await Promise.all(
      ['/api/anthropic/oauth/initiate', '/integrations/anthropic/oauth/initiate'].map((path) =>
        fetch(`${shop.origin}${path}`, { method: 'POST' }),
      ),
    );
    expect(aliases.map(({ status }) => status)).toEqual([401, 401]);
  });
});

/** RFC 6749 section 2.3.1. */
function basic({ id, secret }: typeof CONFIDENTIAL): string {
  const pair = [id, secret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
