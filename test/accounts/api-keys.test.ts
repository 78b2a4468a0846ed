import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/common/crypto/index.js';
import { type AccountsServer, startAccounts } from './accounts-server.js';
import { call, signIn } from './client.js';

interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string[];
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly key: string;
}
interface Page {
  readonly items: ApiKey[];
  readonly nextCursor: string | null;
}

let server: AccountsServer;
beforeAll(async () => {
  server = await startAccounts();
});
afterAll(() => server.stop());

async function createKey(token: string, body: object = {}): Promise<ApiKey> {
  const answer = await call<ApiKey>(server, 'POST /api-keys', {
    token,
    body: { name: 'CI', scopes: ['read'], ...body },
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const list = async (token: string, query = '') =>
  (await call<Page>(server, `GET /api-keys${query}`, { token })).body;

const statusWith = async (token: string, route = 'GET /probe/read') =>
  (await call(server, route, { token })).status;

describe('an API key', () => {
  it('is shown once and opens what its scopes say, in either header', async () => {
    const { accessToken, user } = await signIn(server);
    const created = await call<ApiKey>(server, 'POST /api-keys', {
      token: accessToken,
      body: { name: 'CI', scopes: ['read'] },
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.body).toMatchObject({ name: 'CI', scopes: ['read'], lastUsedAt: null });
    const { key, prefix } = created.body;
    expect(key).toMatch(new RegExp(`^coin_${prefix}_[\\w-]{43}$`));
    expect(JSON.stringify(await list(accessToken))).not.toContain(key.slice(-43));

    const me = { id: user.id, via: 'api_key', scopes: ['read'] };
    const asBearer = await call(server, 'GET /probe/read', { token: key });
    expect(asBearer).toMatchObject({ status: 200, body: me });
    const asHeader = await call(server, 'GET /probe/read', { headers: { 'x-api-key': key } });
    expect(asHeader).toMatchObject({ status: 200, body: me });
  });

  it('is stored as the SHA-256 of its secret and nothing else of it', async () => {
    const { accessToken } = await signIn(server);
    const { id, key } = await createKey(accessToken);
    const secret = key.slice(-43);
    const [row] = await server.owner.query<{ text: string; hash: string }[]>(
      `SELECT api_keys::text AS text, encode(secret_hash, 'hex') AS hash FROM api_keys WHERE id = $1`,
      [id],
    );
    expect(row?.hash).toBe(sha256(secret).toString('hex'));
    expect(row?.text).not.toContain(secret);
    expect(row?.text).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it('is refused with another secret, an unknown prefix, or cut short', async () => {
    const { accessToken } = await signIn(server);
    const { key, prefix } = await createKey(accessToken);
    const other = await createKey(accessToken);
    const wrong = [
      `coin_${prefix}_${other.key.slice(-43)}`,
      key.replace(prefix, '0'.repeat(16)),
      key.slice(0, -1),
      key.toUpperCase(),
      `coin_${prefix}_`,
    ];
    for (const token of wrong) {
      const answer = await call(server, 'GET /probe/read', { token });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  it('notes its last use, at most once a minute', async () => {
    const { accessToken } = await signIn(server);
    const { key } = await createKey(accessToken);
    const lastUse = async () => (await list(accessToken)).items[0]?.lastUsedAt;
    const first = server.clock.now().toISOString();
    await statusWith(key);
    expect(await lastUse()).toBe(first);
    server.clock.advance(59);
    await statusWith(key);
    expect(await lastUse()).toBe(first);
    server.clock.advance(1);
    await statusWith(key);
    expect(await lastUse()).toBe(server.clock.now().toISOString());
  });

  it('stops working when it expires', async () => {
    const { accessToken } = await signIn(server);
    const expiresAt = new Date(server.clock.now().getTime() + 60_000).toISOString();
    const { key } = await createKey(accessToken, { expiresAt });
    server.clock.advance(59);
    expect(await statusWith(key)).toBe(200);
    server.clock.advance(1);
    expect(await statusWith(key)).toBe(401);
  });

  it('stops working at once when it is revoked, and leaves the list', async () => {
    const { accessToken: token } = await signIn(server);
    const { id, key } = await createKey(token);
    expect(await statusWith(key)).toBe(200);
    expect((await call(server, `DELETE /api-keys/${id}`, { token })).status).toBe(204);
    expect(await statusWith(key)).toBe(401);
    expect((await list(token)).items).toEqual([]);
    expect((await call(server, `DELETE /api-keys/${id}`, { token })).status).toBe(404);
  });

  it('cannot be seen or revoked by another user', async () => {
    const mine = await signIn(server);
    const stranger = await signIn(server);
    const { id, key } = await createKey(mine.accessToken);
    const revoked = await call(server, `DELETE /api-keys/${id}`, { token: stranger.accessToken });
    expect(revoked.status).toBe(404);
    expect((await list(stranger.accessToken)).items).toEqual([]);
    expect(await statusWith(key)).toBe(200);
  });
});

describe('scopes', () => {
  it('close what a key does not have, naming it', async () => {
    const { accessToken } = await signIn(server);
    const { key } = await createKey(accessToken, { scopes: ['read'] });
    const answer = await call(server, 'GET /probe/publish', { token: key });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(answer.body.detail).toContain('`publish`');
    expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  it('let only an admin key manage keys and change the account', async () => {
    const { accessToken } = await signIn(server);
    const { key: reader } = await createKey(accessToken, { scopes: ['read', 'publish'] });
    const { key: admin, id } = await createKey(accessToken, { scopes: ['admin'] });
    for (const route of ['GET /api-keys', `DELETE /api-keys/${id}`, 'GET /probe/unmarked']) {
      expect(await statusWith(reader, route)).toBe(403);
    }
    const body = { displayName: 'Ada' };
    expect((await call(server, 'PATCH /me', { token: reader, body })).status).toBe(403);
    expect((await call(server, 'PATCH /me', { token: admin, body })).status).toBe(200);
  });

  it('do not grow: a key creates no key that may do more than itself', async () => {
    const { accessToken } = await signIn(server);
    const { key } = await createKey(accessToken, { scopes: ['read', 'admin'] });
    await createKey(key, { scopes: ['read', 'admin'] });
    const answer = await call(server, 'POST /api-keys', {
      token: key,
      body: { name: 'more', scopes: ['read', 'publish'] },
    });
    expect(answer.status).toBe(403);
    expect(answer.body.detail).toContain('`publish`');
  });

  it('are all given to a session', async () => {
    const { accessToken: token } = await signIn(server);
    const { body } = await call(server, 'GET /probe/read', { token });
    expect(body).toMatchObject({ via: 'session', scopes: ['read', 'publish', 'admin'] });
    expect(await statusWith(token, 'GET /probe/unmarked')).toBe(200);
  });
});

describe('the list of API keys', () => {
  it('comes in pages, newest first, each key once', async () => {
    const { accessToken } = await signIn(server);
    const created: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      created.unshift((await createKey(accessToken, { name: `key ${index}` })).id);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = await list(accessToken, `?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(seen)).toEqual(new Set(created));
    expect(seen).toHaveLength(5);
  });

  it('refuses a cursor that no page gave', async () => {
    const { accessToken: token } = await signIn(server);
    const answer = await call(server, 'GET /api-keys?cursor=nonsense', { token });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'cursor' }] } });
  });

  it('has 50 keys at the most, however many are created at once', async () => {
    const { accessToken: token } = await signIn(server);
    const body = { name: 'one of many', scopes: ['read'] };
    const answers = await Promise.all(
      Array.from({ length: 60 }, () =>
        call<ApiKey & { code: string }>(server, 'POST /api-keys', { token, body }),
      ),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(50);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({
      status: 409,
      body: { code: 'too_many_api_keys' },
    });
    await call(server, `DELETE /api-keys/${made[0]?.body.id}`, { token });
    expect((await call(server, 'POST /api-keys', { token, body })).status).toBe(201);
  });
});

describe('a wrong request for an API key', () => {
  it.each<[string, object]>([
    ['name', { name: '' }],
    ['name', { name: 'a'.repeat(61) }],
    ['scopes', { scopes: [] }],
    ['scopes', { scopes: ['root'] }],
    ['scopes', { scopes: ['read', 'read'] }],
    ['scopes', { scopes: 'read' }],
    ['expiresAt', { expiresAt: 'tomorrow' }],
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { expiresAt: '2030-02-30T23:59:60Z' }],
    ['userId', { userId: '3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10' }],
  ])('is told what is wrong with %s in %j', async (field, change) => {
    const { accessToken: token } = await signIn(server);
    const answer = await call(server, 'POST /api-keys', {
      token,
      body: { name: 'CI', scopes: ['read'], ...change },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((error) => error.field)).toEqual([field]);
    expect(answer.body.errors?.[0]?.message).not.toBe('');
  });
});
