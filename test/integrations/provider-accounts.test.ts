import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { generatePrivateKey } from 'viem/accounts';
import { z } from 'zod';
import { type ConnectionProvider, ProvidesConnection } from '../../src/index.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { CREATOR_KEY, openShop, type Shop } from '../e2e/shop.js';

/** What another team's service answers. */
const acmeServer = createServer(({ url, headers }, response) => {
  const isGood = url === '/account' && headers.authorization === 'Bearer acme_good_key';
  response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isGood ? { data: { name: 'Ada' } } : { error: { code: 'bad_key' } }));
});
let acmeUrl: string;

/** What another team writes. */
@ProvidesConnection()
@Injectable()
class AcmeConnection implements ConnectionProvider {
  readonly definition = {
    id: 'acme-print',
    name: 'Acme',
    description: 'Prints what a shop sells',
    icon: 'acme',
    category: 'shop',
    required: false,
    setupOrder: 20,
    docsUrl: 'https://acme.example/docs',
    auth: [
      {
        mode: 'api_key',
        fields: [
          {
            key: 'apiKey',
            type: 'secret',
            credential: 'api_key',
            title: 'API key',
            description: 'From the settings of your account',
            example: 'acme_0123456789abcdef',
          },
        ],
      },
    ],
    api: { baseUrl: acmeUrl, headers: { authorization: 'Bearer {api_key}' } },
    probes: [
      {
        name: 'account',
        path: '/account',
        answer: z.object({ data: z.object({ name: z.string() }) }),
        codeAt: 'error.code',
        verdicts: [
          { status: 200, verdict: 'valid' },
          { status: 401, code: 'bad_key', verdict: 'invalid', reason: 'Acme knows no such key' },
        ],
      },
    ],
    metadata: {
      schema: z.object({ accountName: z.string().max(200).nullable() }),
      paths: { accountName: ['account', 'data.name'] },
    },
  } as const;
}

class AcmeModule {}

interface WorkspaceList {
  readonly items: readonly { readonly id: string; readonly chosen: boolean }[];
}

let services: ProviderServer;
let shop: Shop;
let ada: ApiClient;

beforeAll(async () => {
  acmeServer.listen(0, '127.0.0.1');
  await once(acmeServer, 'listening');
  const address = acmeServer.address();
  acmeUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  services = await ProviderServer.start();
  shop = await openShop(
    {
      EGRESS_ALLOW: `${services.host},${new URL(acmeUrl).host}`,
      ANTHROPIC_BASE_URL: services.urls.anthropic,
      OPENROUTER_BASE_URL: services.urls.openrouter,
    },
    [{ module: AcmeModule, providers: [AcmeConnection] }],
  );
});
beforeEach(async () => {
  services.down.clear();
  await shop.owner.query(`DELETE FROM rate_limits`);
  ada = await ApiClient.signIn(shop.origin, generatePrivateKey());
});
afterAll(async () => {
  await shop.stop();
  await services.stop();
  acmeServer.close();
});

const WORKSPACES = '/integrations/anthropic/workspaces';
const connectAnthropic = (apiKey = 'sk-ant-admin-planted') =>
  ada.send('POST', '/integrations/anthropic/connect', { apiKey });

describe('the workspaces of an organization', () => {
  it('are listed over all pages, all of them looked at until some are chosen', async () => {
    await connectAnthropic();
    const { items } = await ada.send<WorkspaceList>('GET', WORKSPACES);
    expect(items).toHaveLength(25);
    expect(items.every(({ chosen }) => chosen)).toBe(true);

    const workspaceIds = ['wrkspc_0003', 'wrkspc_0024'];
    await ada.send('POST', WORKSPACES, { workspaceIds });
    const chosen = async () =>
      (await ada.send<WorkspaceList>('GET', WORKSPACES)).items
        .filter((workspace) => workspace.chosen)
        .map(({ id }) => id);
    expect(await chosen()).toEqual(workspaceIds);
    const shown = { workspaces: [{ id: 'wrkspc_0003', name: 'Workspace 3' }, expect.anything()] };
    await ada.send('POST', '/integrations/anthropic/test');
    expect(await ada.send('GET', '/integrations/anthropic')).toMatchObject({
      connection: { status: 'connected', metadata: shown },
    });

    await ada.send('POST', WORKSPACES, { workspaceIds: [] });
    expect(await chosen()).toHaveLength(25);
  });

  it('are none that the organization does not have', async () => {
    await connectAnthropic();
    const choice = { workspaceIds: ['wrkspc_planted'] };
    await expect(ada.send('POST', WORKSPACES, choice)).rejects.toThrow(/422.*workspaceIds/s);
  });

  it('need a connection, a key that may see them and a provider that answers', async () => {
    await expect(ada.send('GET', WORKSPACES)).rejects.toThrow(/409.*not_connected/s);
    await connectAnthropic('sk-ant-planted-ordinary');
    await expect(ada.send('GET', WORKSPACES)).rejects.toThrow(/409.*account_not_readable/s);
    services.down.add('anthropic');
    await expect(ada.send('GET', WORKSPACES)).rejects.toThrow(/503.*provider_unreachable/s);
  });
});

describe('the aliases of an Anthropic account', () => {
  it('answer what they were called before', async () => {
    const { key } = await ada.send<{ key: string }>('POST', '/api-keys', {
      name: 'CI',
      scopes: ['read', 'publish'],
    });
    const send = async (method: string, path: string, body?: object) => {
      const answer = await fetch(`${shop.origin}/api/anthropic/${path}`, {
        method,
        headers: { 'x-api-key': key, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const connected = await send('POST', 'connect-key', { apiKey: 'sk-ant-admin-planted' });
    expect(connected).toMatchObject({ status: 200, body: { provider: 'anthropic' } });
    expect((await send('GET', 'workspaces')).body['items']).toHaveLength(25);
    const choice = await send('POST', 'connect', { workspaceIds: ['wrkspc_0000'] });
    expect(choice.status).toBe(200);
    expect(await send('POST', 'disconnect')).toMatchObject({
      status: 200,
      body: { connection: { status: 'disconnected' } },
    });
  });
});

const count = (who: ApiClient, provider: string) =>
  who.send('GET', `/integrations/${provider}/affected-resources`);

describe('what stops selling without a key', () => {
  it('is counted for its owner, on sale and of that provider only', async () => {
    const { creator } = await shop.publish();
    await creator.send('PUT', '/integrations/claude/config', { apiKey: CREATOR_KEY });
    expect(await count(creator, 'claude')).toEqual({ count: 1 });
    expect(await count(creator, 'openrouter')).toEqual({ count: 0 });
    expect(await count(ada, 'claude')).toEqual({ count: 0 });
    await expect(count(ada, 'klaviyo')).rejects.toThrow(/404.*unknown_provider/s);
  });
});

const connect = (apiKey: string) =>
  ada.send('POST', '/integrations/acme-print/connect', { apiKey });

describe('a service that another team brings', () => {
  it('is connected, tested and ended like any other', async () => {
    await expect(connect('acme_bad_key')).rejects.toThrow(/422.*Acme knows no such key/s);
    expect(await connect('acme_good_key')).toMatchObject({
      provider: 'acme-print',
      connection: { status: 'connected', metadata: { accountName: 'Ada' } },
    });
    expect(await ada.send('POST', '/integrations/acme-print/test')).toMatchObject({
      result: 'valid',
    });
    expect(await ada.send('POST', '/integrations/acme-print/disconnect')).toMatchObject({
      connection: { status: 'disconnected' },
    });
  });

  it('stands in the API’s documentation with its metadata, beside ours', async () => {
    const answer = await fetch(`${shop.origin}/api/v1/openapi.json`);
    const { components } = (await answer.json()) as {
      components: { schemas: Record<string, { properties: Record<string, unknown> }> };
    };
    const { schemas } = components;
    expect(schemas['AcmePrintMetadata']?.properties).toHaveProperty('accountName');
    expect(schemas['ResendMetadata']?.properties).toHaveProperty('domainVerified');
    expect(schemas['ConnectionDto']?.properties['metadata']).toMatchObject({
      anyOf: expect.arrayContaining([
        { $ref: '#/components/schemas/AcmePrintMetadata' },
        { $ref: '#/components/schemas/KlaviyoMetadata' },
      ]),
    });
  });
});
