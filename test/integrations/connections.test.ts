import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { generatePrivateKey } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { ProviderServer } from '../../src/sandbox/providers/provider-server.js';
import { openShop, type Shop } from '../e2e/shop.js';
import { createDataSource } from '../setup/database.js';
import { type Context, enter } from '../setup/enter.js';
import { HeldProvider } from './held-provider.js';
import { plantedKeys as keys, standInSettings } from './planted-keys.js';

interface Connection {
  readonly status: string;
  readonly metadata: Record<string, unknown> | null;
  readonly lastError: string | null;
  readonly lastErrorAt: string | null;
  readonly connectedAt: string | null;
  readonly disconnectedAt: string | null;
}
interface Integration {
  readonly provider: string;
  readonly authType: string;
  readonly available: boolean;
  readonly fields: readonly { readonly key: string; readonly type: string }[];
  readonly connection: Connection;
}
interface Tested {
  readonly result: string;
  readonly reason: string | null;
  readonly connection: Connection;
}

const MODELS = new Set(['claude', 'openrouter']);

let services: ProviderServer;
let klaviyo: HeldProvider;
let shop: Shop;
let application: DataSource;
let ada: ApiClient;
let adaId: string;

beforeAll(async () => {
  services = await ProviderServer.start();
  klaviyo = await HeldProvider.before(services.urls.klaviyo);
  const settings = standInSettings(services);
  shop = await openShop({
    ...settings,
    EGRESS_ALLOW: `${settings['EGRESS_ALLOW']},${klaviyo.host}`,
    KLAVIYO_BASE_URL: klaviyo.url,
  });
  application = await createDataSource(shop.database.appUrl);
});
beforeEach(async () => {
  services.down.clear();
  // All tests have one address.
  await shop.owner.query(`DELETE FROM rate_limits`);
  ada = await ApiClient.signIn(shop.origin, generatePrivateKey());
  ({ id: adaId } = await ada.send<{ id: string }>('GET', '/me'));
});
afterAll(async () => {
  await application.destroy();
  await shop.stop();
  klaviyo.stop();
  await services.stop();
});

const show = async (provider: string) =>
  (await ada.send<Integration>('GET', `/integrations/${provider}`)).connection;
const connect = async (provider: string, body: object = {}) =>
  (await ada.send<Integration>('POST', `/integrations/${provider}/connect`, body)).connection;
const test = (provider: string) => ada.send<Tested>('POST', `/integrations/${provider}/test`);
const disconnect = async (provider: string) =>
  (await ada.send<Integration>('POST', `/integrations/${provider}/disconnect`)).connection;

async function eventsOf(provider: string): Promise<string[]> {
  const rows: { type: string }[] = await shop.owner.query(
    `SELECT type FROM outbox WHERE user_id = $1 AND data ->> 'provider' = $2 ORDER BY id`,
    [adaId, provider],
  );
  return rows.map(({ type }) => type);
}

/** Raw SQL as the application's role, in the context of a user or a service. */
function as(context: Context, sql: string, values: unknown[] = []): Promise<unknown[]> {
  return application.transaction(async (tx) => {
    await enter(tx, context);
    const result: unknown = await tx.query(sql, values);
    return Array.isArray(result) && Array.isArray(result[0]) ? result[0] : (result as unknown[]);
  });
}

describe('the catalogue of integrations', () => {
  it('lists what can be connected in the order of setting up, with the user’s own standing', async () => {
    const { items } = await ada.send<{ items: Integration[] }>('GET', '/integrations');
    expect(
      items.map(({ provider, authType, available }) => [provider, authType, available]),
    ).toEqual([
      ['shopify', 'oauth', false],
      ['pinterest', 'oauth', false],
      ['klaviyo', 'api_key', true],
      ['dynamic_mockups', 'api_key', true],
      ['resend', 'api_key', true],
      ['sky_pilot', 'declared', true],
      ['claude', 'api_key', true],
      ['openrouter', 'api_key', true],
      ['anthropic', 'api_key', true],
      ['openrouter_management', 'api_key', true],
    ]);
    for (const { connection } of items) expect(connection.status).toBe('disconnected');
    await connect('sky_pilot', { installed: true });
    const after = await ada.send<{ items: Integration[] }>('GET', '/integrations');
    const connected = after.items.filter(({ connection }) => connection.status === 'connected');
    expect(connected.map(({ provider }) => provider)).toEqual(['sky_pilot']);
  });

  it('tells everything of one, in the members that were promised', async () => {
    expect(await ada.send('GET', '/integrations/resend')).toEqual({
      provider: 'resend',
      name: 'Resend',
      description: expect.any(String),
      icon: 'resend',
      category: 'mail',
      authType: 'api_key',
      required: false,
      setupOrder: 5,
      docsUrl: expect.stringMatching(/^https:/),
      available: true,
      fields: [
        expect.objectContaining({ key: 'apiKey', type: 'secret', required: true, pattern: '^re_' }),
        expect.objectContaining({ key: 'fromEmail', type: 'text', required: false }),
      ],
      ways: [{ authType: 'api_key', available: true, fields: expect.any(Array) }],
      connection: {
        status: 'disconnected',
        metadata: null,
        lastError: null,
        lastErrorAt: null,
        tokenExpiresAt: null,
        lastRefreshedAt: null,
        connectedAt: null,
        disconnectedAt: null,
      },
    });
  });

  it('names what there is where something else is asked for', async () => {
    await expect(show('clod')).rejects.toThrow(/404.*unknown_provider.*shopify, pinterest/s);
  });

  it('answers at its alias too', async () => {
    const answer = await fetch(`${shop.origin}/integrations`);
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
  });

  it.each(['shopify', 'pinterest'])(
    'says of %s that the operator has not set it up',
    async (id) => {
      await expect(connect(id)).rejects.toThrow(/501.*not_configured/s);
      expect(await eventsOf(id)).toEqual([]);
    },
  );
});

describe.each(Object.entries(keys))('a connection to %s', (provider, { standIn, key }) => {
  it('is not made with a key that the provider refuses, and the one before stays', async () => {
    const good = key();
    await connect(provider, { apiKey: good });
    const wrong = key('wrong');
    const refused = connect(provider, { apiKey: wrong });
    await expect(refused).rejects.toThrow(/422.*key_refused.*apiKey/s);
    await expect(refused).rejects.not.toThrow(wrong);
    expect((await test(provider)).result).toBe('valid');
  });

  it('shows its key nowhere: answers, log, database', async () => {
    const secret = key();
    const answers = [await connect(provider, { apiKey: secret }), await test(provider)];
    answers.push(await show(provider));
    expect(JSON.stringify(answers)).not.toContain(secret);
    expect(shop.log.join('\n')).not.toContain(secret);
    const tables = await shop.owner.query(
      `SELECT (SELECT string_agg(c::text, '') FROM connections c)
        || (SELECT string_agg(c::text, '') FROM credentials c)
        || (SELECT string_agg(o::text, '') FROM outbox o) AS text`,
    );
    expect(JSON.stringify(tables)).not.toContain(secret);
  });

  it.each([
    [{}, 'apiKey'],
    [{ apiKey: 'short' }, 'apiKey'],
    [{ apiKey: 'with a blank inside' }, 'apiKey'],
    [{ apiKey: null }, 'apiKey'],
    [{ apiKey: ['pk_planted', 're_planted'] }, 'apiKey'],
    [{ apiKey: 'pk_re_planted_key', planted: 1 }, 'planted'],
  ])('is not made with %j, naming %s', async (body, field) => {
    await expect(connect(provider, body)).rejects.toThrow(
      new RegExp(`422.*invalid_input.*"field":"${field}"`, 's'),
    );
  });

  const isOfModels = MODELS.has(provider);
  it(`while the provider is out of order is ${isOfModels ? 'made unverified' : 'not made'}`, async () => {
    services.down.add(standIn);
    const made = connect(provider, { apiKey: key() });
    if (isOfModels) {
      expect(await made).toMatchObject({ status: 'connected', lastError: expect.any(String) });
      return;
    }
    await expect(made).rejects.toThrow(/503.*provider_unreachable/s);
    expect(await show(provider)).toMatchObject({ status: 'disconnected' });
    expect(await eventsOf(provider)).toEqual([]);
  });
});

describe('a declared connection', () => {
  it('is the user’s word, says so, and asks nobody', async () => {
    await expect(connect('sky_pilot', { installed: false })).rejects.toThrow(/422.*installed/s);
    const { metadata } = await connect('sky_pilot', { installed: true });
    expect(metadata).toEqual({
      installed: true,
      verification: 'self_declared',
      declaredAt: expect.stringMatching(/^\d{4}-/),
    });
    expect(await test('sky_pilot')).toMatchObject({
      result: 'declared',
      connection: { status: 'connected', metadata },
    });
    expect(await disconnect('sky_pilot')).toMatchObject({ status: 'disconnected', metadata: null });
  });
});

describe('a key that runs models', () => {
  it('is one, however it was stored', async () => {
    const key = keys['claude']?.key() ?? '';
    await connect('claude', { apiKey: key });
    expect(await ada.send('GET', '/integrations/claude/config')).toMatchObject({
      hasApiKey: true,
      status: 'valid',
      keyHint: key.slice(-4),
    });
    await ada.send('PUT', '/integrations/claude/config', { isEnabled: false });
    expect(await show('claude')).toMatchObject({ status: 'connected' });
    await ada.send('DELETE', '/integrations/claude/config');
    expect(await show('claude')).toMatchObject({ status: 'disconnected' });
  });

  it('is no management key, which connects the account and runs nothing', async () => {
    const apiKey = keys['openrouter_management']?.key() ?? '';
    await expect(connect('openrouter', { apiKey })).rejects.toThrow(/422.*management key/s);
    await connect('openrouter_management', { apiKey });
    expect(await ada.send('GET', '/integrations/openrouter/config')).toMatchObject({
      hasApiKey: false,
    });
  });
});

describe('what a check leaves alone', () => {
  it('is what the user filled in', async () => {
    const fromEmail = 'orders@example.com';
    const { metadata } = await connect('resend', {
      apiKey: keys['resend']?.key() ?? '',
      fromEmail,
    });
    expect(metadata).toMatchObject({ fromEmail, domainVerified: true, access: 'full' });
    expect((await test('resend')).connection.metadata).toEqual(metadata);
  });

  it.each([
    ['made anew', () => connect('klaviyo', { apiKey: keys['klaviyo']?.key() ?? '' }), 'connected'],
    ['ended', () => disconnect('klaviyo'), 'disconnected'],
  ] as const)('is a connection that was %s meanwhile', async (_what, change, status) => {
    const old = keys['klaviyo']?.key() ?? '';
    await connect('klaviyo', { apiKey: old });
    services.revoked.add(old);
    const { made, release } = klaviyo.holdNext();
    const asked = test('klaviyo');
    await made;
    await change();
    release();
    expect(await asked).toMatchObject({ result: 'invalid', connection: { status } });
    expect(await show('klaviyo')).toMatchObject({ status, lastError: null });
    expect(await eventsOf('klaviyo')).not.toContain('connection.error');
  });
});

describe('a key of limited rights', () => {
  it.each([
    ['klaviyo', { access: 'limited', lists: null }],
    ['resend', { access: 'sending_only', domains: null, domainVerified: null }],
    ['anthropic', { capabilities: { models: true, account: false } }],
  ])('connects %s, and the metadata say what it may not do', async (provider, metadata) => {
    const apiKey =
      provider === 'anthropic'
        ? `sk-ant-planted-${randomUUID()}`
        : (keys[provider]?.key('limited') ?? '');
    expect(await connect(provider, { apiKey })).toMatchObject({ status: 'connected', metadata });
    expect(await test(provider)).toMatchObject({
      result: 'limited',
      reason: expect.stringMatching(/key may/),
      connection: { status: 'connected' },
    });
  });
});

describe('an Admin key of Anthropic', () => {
  it('that may use no models is limited, and not said to be refused', async () => {
    await connect('anthropic', { apiKey: `sk-ant-admin-${randomUUID()}` });
    expect(await test('anthropic')).toMatchObject({
      result: 'limited',
      reason: 'The key may not use models',
      connection: { metadata: { capabilities: { models: false, account: true } } },
    });
  });
});

describe('checks of keys', () => {
  it('are bounded for an account, whatever the provider and the way', async () => {
    await connect('dynamic_mockups', { apiKey: keys['dynamic_mockups']?.key() ?? '' });
    for (let n = 0; n < 19; n += 1) await test('dynamic_mockups');
    await expect(test('dynamic_mockups')).rejects.toThrow(/429.*too_many_requests/s);
    const apiKey = keys['resend']?.key() ?? '';
    await expect(connect('resend', { apiKey })).rejects.toThrow('429');
  });
});

describe('another user', () => {
  let bob: ApiClient;
  let bobId: string;
  beforeEach(async () => {
    await connect('dynamic_mockups', { apiKey: keys['dynamic_mockups']?.key() ?? '' });
    bob = await ApiClient.signIn(shop.origin, generatePrivateKey());
    ({ id: bobId } = await bob.send<{ id: string }>('GET', '/me'));
  });

  it('sees and touches nothing over the API', async () => {
    const seen = await bob.send<Integration>('GET', '/integrations/dynamic_mockups');
    expect(seen.connection).toMatchObject({ status: 'disconnected', metadata: null });
    const asked = bob.send('POST', '/integrations/dynamic_mockups/test');
    await expect(asked).rejects.toThrow('not_connected');
    await bob.send('POST', '/integrations/dynamic_mockups/disconnect');
    expect(await show('dynamic_mockups')).toMatchObject({ status: 'connected' });
  });

  it('sees and touches nothing in raw SQL', async () => {
    expect(await as({ user: bobId }, `SELECT id FROM connections`)).toEqual([]);
    expect(await as({ user: bobId }, `SELECT id FROM credentials`)).toEqual([]);
    for (const sql of [
      `UPDATE connections SET status = 'error' RETURNING id`,
      `UPDATE connections SET metadata = '{"planted":1}' RETURNING id`,
      `DELETE FROM credentials RETURNING id`,
    ]) {
      expect(await as({ user: bobId }, sql)).toEqual([]);
    }
    const insert = `INSERT INTO connections (user_id, provider) VALUES ($1, 'planted')`;
    await expect(as({ user: bobId }, insert, [adaId])).rejects.toThrow(/row-level security/);
    const [row] = await as({ user: adaId }, `SELECT status, metadata FROM connections`);
    expect(row).toMatchObject({ status: 'connected', metadata: { mockups: 3 } });
  });

  it('is no service, and no service sees what is known of an account', async () => {
    for (const service of ['execution', 'payments', 'accounts', 'storefront'] as const) {
      const read = as({ service }, `SELECT metadata FROM connections`);
      await expect(read).rejects.toThrow('permission denied');
    }
  });
});

describe('the database', () => {
  it('keeps no more of an account than 64 KiB', async () => {
    await connect('sky_pilot', { installed: true });
    const grow = `UPDATE connections SET metadata = jsonb_build_object('x', repeat('x', 65536))`;
    await expect(as({ user: adaId }, grow)).rejects.toThrow('connections_metadata_size');
  });
});
