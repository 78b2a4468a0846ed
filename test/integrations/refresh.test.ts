import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { generatePrivateKey } from 'viem/accounts';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { type ServerProcess, startServer } from '../e2e/server-process.js';
import { TokenGround, until } from './token-ground.js';
import type { TokenServers, Tokens } from './token-servers.js';

const LANES = 8;

interface Connection {
  readonly status: string;
  readonly lastError: string | null;
  readonly lastRefreshedAt: string | null;
}
interface Tested {
  readonly result: string;
  readonly reason: string | null;
  readonly connection: Connection;
}

let ground: TokenGround;
let providers: TokenServers;
/** Those of the present test, and one that a former test left running. */
const servers: ServerProcess[] = [];
let left: ServerProcess | undefined;
const output: { readonly text: string }[] = [];

beforeAll(async () => {
  ground = await TokenGround.prepare();
  ({ providers } = ground);
});
afterEach(async () => {
  providers.reset();
  const [one, ...others] = servers.splice(0).filter((server) => !server.hasEnded());
  left ??= one;
  await Promise.all(others.map((server) => server.end('SIGKILL')));
  await ground.ground.owner.query(`DELETE FROM connections`);
  await ground.ground.owner.query(
    `SELECT graphile_worker.remove_job(key) FROM graphile_worker.jobs`,
  );
});
afterAll(async () => {
  await left?.end('SIGKILL');
  await ground.clear();
});

async function start(): Promise<ServerProcess> {
  const server = left ?? (await startNew());
  left = undefined;
  servers.push(server);
  return server;
}

async function startNew(): Promise<ServerProcess> {
  const program = 'test/integrations/plain-server-process.mjs';
  const server = await startServer(ground.ground.environment, '.', program);
  output.push(server.output);
  return server;
}

/** Somebody who uses a server, and has nothing connected yet. */
async function signIn(
  { origin }: ServerProcess,
  wallet = generatePrivateKey(),
): Promise<{ client: ApiClient; userId: string }> {
  const client = await ApiClient.signIn(origin, wallet);
  const { id: userId } = await client.send<{ id: string }>('GET', '/me');
  return { client, userId };
}

const test = (client: ApiClient, provider: string) =>
  client.send<Tested>('POST', `/integrations/${provider}/test`);

/** Starts a renewal that gets its answer, and kills its server while it writes that down. */
async function killBeforeCommit(userId: string): Promise<void> {
  const server = await start();
  providers.hold();
  await ground.makeDue();
  await until(() => providers.held === 1);
  const letGo = await ground.lockRow(userId);
  providers.release();
  await until(async () => (await ground.waiting()).length > 0);
  await server.end('SIGKILL');
  await letGo();
}

describe('access that is due', () => {
  it('is renewed by one call each, of two hundred connections, while two replicas work at once', async () => {
    await Promise.all([start(), start()]);
    const before = new Map<string, Tokens>();
    for (let n = 0; n < 200; n += 1) {
      const userId = await ground.newUser();
      before.set(userId, await ground.withShop(userId));
    }
    providers.hold();
    await ground.makeDue();
    // No process asks more than eight at once.
    await until(async () => {
      await ground.look(); // One replica may take all that is there while it is at work already.
      return providers.held > LANES;
    });
    providers.release();
    const left = async () => {
      const rows: { count: number }[] = await ground.ground.owner.query(
        `SELECT count(*)::int AS count FROM connections WHERE last_refreshed_at IS NULL`,
      );
      return rows[0]?.count;
    };
    await until(async () => {
      await ground.look();
      return (await left()) === 0;
    });
    const used = [...before.values()].map(({ refresh }) => refresh);
    expect(providers.renewals.toSorted()).toEqual(used.toSorted());
    for (const [userId, old] of before) {
      const now = await ground.stored(userId, 'shopify');
      expect(now?.refresh).toMatch(/^planted-refresh-/);
      expect(now).not.toEqual(old);
    }
    expect(providers.renewals).toHaveLength(200);
  });

  it('and cannot be renewed has ended: the user is told to connect again', async () => {
    const userId = await ground.newUser();
    await ground.connect(userId, 'pinterest', { access: (await ground.providers.permit()).access });
    await start();
    await ground.makeDue();
    await until(async () => (await ground.row(userId, 'pinterest')).status === 'expired');
    expect(providers.renewals).toEqual([]);
    const reason = 'The access to Pinterest has ended: connect again';
    expect(await ground.events(userId)).toContainEqual([
      'connection.expired',
      { provider: 'pinterest', reason },
    ]);
  });

  it('is put off while the provider is out of order, and renewed afterwards', async () => {
    const userId = await ground.newUser();
    const { refresh } = await ground.withShop(userId);
    await start();
    providers.failure = { status: 503, headers: { 'retry-after': '7200' } };
    await ground.makeDue();
    await until(async () => (await ground.row(userId, 'shopify')).attempts === 1);
    expect(await ground.row(userId, 'shopify')).toMatchObject({
      status: 'connected',
      lastError: expect.stringContaining('Shopify cannot answer at the moment'),
      isDue: false,
      lease: null,
    });
    const [row] = await ground.ground.owner.query<{ hours: number }[]>(
      `SELECT round(extract(epoch FROM refresh_due_at - now()) / 3600)::int AS hours
         FROM connections WHERE user_id = $1`,
      [userId],
    );
    expect(row).toEqual({ hours: 2 });
    providers.failure = undefined;
    await ground.makeDue();
    await until(async () => (await ground.row(userId, 'shopify')).attempts === 0);
    expect(await ground.row(userId, 'shopify')).toMatchObject({ lastError: null });
    expect(providers.renewals).toEqual([refresh]);
  });
});

describe('a server that is killed between the provider’s answer and its commit', () => {
  it('loses nothing where the provider takes the old token again', async () => {
    const userId = await ground.newUser();
    const { refresh } = await ground.withShop(userId);
    await killBeforeCommit(userId);
    expect((await ground.stored(userId, 'shopify'))?.refresh).toBe(refresh);
    await start();
    await ground.passLease();
    await ground.look();
    await until(async () => (await ground.row(userId, 'shopify')).lastRefreshedAt !== null);
    expect(providers.renewals).toEqual([refresh, refresh]);
    expect(await ground.row(userId, 'shopify')).toMatchObject({ status: 'connected', lease: null });
    // What is stored is good: it renews once more.
    const stored = await ground.stored(userId, 'shopify');
    await ground.makeDue();
    await until(() => providers.renewals.length === 3);
    expect(providers.renewals.at(-1)).toBe(stored?.refresh);
    await until(async () => (await ground.row(userId, 'shopify')).lease === null);
    expect((await ground.row(userId, 'shopify')).status).toBe('connected');
  });

  it('asks the user to connect again where the provider takes each token once', async () => {
    const userId = await ground.newUser();
    const { access, refresh } = await providers.permit();
    await ground.connect(userId, 'pinterest', { access, refresh });
    await killBeforeCommit(userId);
    await start();
    await ground.passLease();
    await ground.look();
    await until(async () => (await ground.row(userId, 'pinterest')).status === 'expired');
    expect(providers.renewals).toEqual([refresh, refresh]);
    const reason = 'The answer of Pinterest to a renewal was lost: connect again';
    expect(await ground.row(userId, 'pinterest')).toMatchObject({ lastError: reason, lease: null });
    expect(await ground.stored(userId, 'pinterest')).toBeUndefined();
    expect(await ground.events(userId)).toEqual([
      ['connection.connected', { provider: 'pinterest' }],
      ['connection.expired', { provider: 'pinterest', reason }],
    ]);
    await ground.connect(userId, 'pinterest', await providers.permit());
    expect(await ground.row(userId, 'pinterest')).toMatchObject({ status: 'connected' });
  });
});

describe('a server that is killed between its commit and the first use', () => {
  it('loses nothing, whatever the provider’s rule', async () => {
    const first = await start();
    const { userId } = await signIn(first);
    await ground.connect(userId, 'pinterest', await providers.permit());
    await ground.makeDue();
    await until(async () => (await ground.row(userId, 'pinterest')).lastRefreshedAt !== null);
    await first.end('SIGKILL');
    await start();
    const stored = await ground.stored(userId, 'pinterest');
    await ground.makeDue();
    await until(() => providers.renewals.length === 2);
    expect(providers.renewals[1]).toBe(stored?.refresh);
    await until(async () => (await ground.row(userId, 'pinterest')).lease === null);
    expect((await ground.row(userId, 'pinterest')).status).toBe('connected');
  });
});

describe('a database that goes away between the provider’s answer and the commit', () => {
  it('is told again, and nothing is lost', async () => {
    const userId = await ground.newUser();
    const { access, refresh } = await providers.permit();
    await ground.connect(userId, 'pinterest', { access, refresh });
    await start();
    providers.hold();
    await ground.makeDue();
    await until(() => providers.held === 1);
    const letGo = await ground.lockRow(userId);
    providers.release();
    await until(async () => (await ground.waiting()).length > 0);
    for (const pid of await ground.waiting()) {
      await ground.ground.owner.query(`SELECT pg_terminate_backend($1)`, [pid]);
    }
    await letGo();
    await until(async () => (await ground.row(userId, 'pinterest')).lastRefreshedAt !== null);
    expect(providers.renewals).toEqual([refresh]);
    expect(await ground.stored(userId, 'pinterest')).not.toMatchObject({ refresh });
  });
});

describe('a connection that is gone when its new tokens come', () => {
  it.each([
    [
      'disconnected',
      (client: ApiClient) => client.send('POST', '/integrations/klaviyo/disconnect'),
    ],
    [
      'deleted with its account',
      async (client: ApiClient) => {
        const username = `u${randomUUID().slice(0, 8)}`;
        await client.send('PATCH', '/me', { username });
        return client.send('DELETE', `/me?confirm=${username}`);
      },
    ],
  ])('because it was %s keeps none, and they are revoked', async (_how, end) => {
    const { client, userId } = await signIn(await start());
    await ground.connect(userId, 'klaviyo', { access: 'planted-access', refresh: 'planted-old' });
    providers.hold();
    await ground.makeDue();
    await until(() => providers.held === 1);
    await end(client);
    providers.release();
    await until(() => providers.revoked.some((token) => token.startsWith('planted-refresh-')));
    const kept = await ground.ground.owner.query(`SELECT id FROM credentials WHERE user_id = $1`, [
      userId,
    ]);
    expect(kept).toEqual([]);
    expect((await ground.events(userId)).map(([type]) => type)).not.toContain('connection.expired');
  });
});

describe('access that a provider refuses', () => {
  it('is renewed once, however many ask at the same time, and all of them go on', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const wallet = generatePrivateKey();
    const { client, userId } = await signIn(one, wallet);
    const { client: elsewhere } = await signIn(two, wallet);
    const { access, refresh } = await ground.withShop(userId);
    providers.end(access);
    providers.hold();
    const asked = Array.from({ length: 8 }, (_, n) =>
      test(n % 2 === 0 ? client : elsewhere, 'shopify'),
    );
    await until(() => providers.refused === 8);
    providers.release();
    for (const { result, connection } of await Promise.all(asked)) {
      expect(result).toBe('valid');
      expect(connection).toMatchObject({ status: 'connected', lastError: null });
    }
    expect(providers.renewals).toEqual([refresh]);
    const events = (await ground.events(userId)).map(([type]) => type);
    expect(events).toEqual(['connection.connected']);
  });

  it('and cannot be renewed at the moment is no bad access: nothing is said of it', async () => {
    const { client, userId } = await signIn(await start());
    const { access, refresh } = await ground.withShop(userId);
    providers.end(access);
    providers.failure = { status: 503 };
    const tested = await test(client, 'shopify');
    expect(tested).toMatchObject({ result: 'unreachable', connection: { status: 'connected' } });
    expect(tested.reason).toContain('Shopify cannot answer');
    providers.failure = undefined;
    // A moment later, nobody asks again yet.
    expect(await test(client, 'shopify')).toMatchObject({ result: 'unreachable' });
    expect(providers.renewals).toEqual([]);
    await ground.ground.owner.query(
      `UPDATE connections SET last_error_at = now() - interval '1 minute'`,
    );
    expect(await test(client, 'shopify')).toMatchObject({
      result: 'valid',
      connection: { status: 'connected', lastError: null, lastRefreshedAt: expect.any(String) },
    });
    expect(providers.renewals).toEqual([refresh]);
  });

  it('and that it renews no more expires; testing it says so, and asks nobody', async () => {
    const { client, userId } = await signIn(await start());
    const tokens = await providers.permit();
    providers.end(tokens.access);
    await ground.connect(userId, 'pinterest', {
      access: tokens.access,
      refresh: 'planted-unknown',
    });
    const reason = 'Pinterest does not accept the permission any more: connect again';
    const connection = { status: 'expired', lastError: reason };
    expect(await test(client, 'pinterest')).toMatchObject({ result: 'invalid', connection });
    providers.refused = 0;
    const again = await test(client, 'pinterest');
    expect(again).toMatchObject({ result: 'invalid', reason, connection });
    expect([providers.refused, providers.renewals]).toEqual([0, ['planted-unknown']]);
    expect(await ground.events(userId)).toEqual([
      ['connection.connected', { provider: 'pinterest' }],
      ['connection.expired', { provider: 'pinterest', reason }],
    ]);
    await client.send('POST', '/integrations/pinterest/disconnect');
    await expect(test(client, 'pinterest')).rejects.toThrow('not_connected');
  });

  it('and refuses also when it is new is in error, and is good again once it is accepted', async () => {
    const { client, userId } = await signIn(await start());
    const { access } = await ground.withShop(userId);
    providers.end(access);
    providers.endsNext = true;
    expect(await test(client, 'shopify')).toMatchObject({
      result: 'invalid',
      connection: { status: 'error' },
    });
    expect(providers.renewals).toHaveLength(1);
    providers.endsNext = false;
    expect(await test(client, 'shopify')).toMatchObject({
      result: 'valid',
      connection: { status: 'connected', lastError: null },
    });
    expect(providers.renewals).toHaveLength(2);
  });
});

describe('what the servers wrote', () => {
  it('has no token in it', () => {
    expect(output.length).toBeGreaterThan(3);
    expect(output.map(({ text }) => text).join('\n')).not.toMatch(
      /planted-(access|refresh|client)/,
    );
  });
});
