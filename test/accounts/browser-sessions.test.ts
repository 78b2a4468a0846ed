import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AccountsServer, ORIGIN, startAccounts } from './accounts-server.js';
import { call, newWallet, type Profile, signedMessage, signIn } from './client.js';

const OWN_PAGE = { 'sec-fetch-site': 'same-origin' };
const ACCESS = '__Host-coinslot_session';
const REFRESH = '__Secure-coinslot_refresh';

let server: AccountsServer;
beforeAll(async () => {
  server = await startAccounts();
});
afterAll(() => server.stop());

/** A browser, as far as cookies go: it keeps what it is given, and sends it where it belongs. */
class CookieJar {
  private readonly held = new Map<string, { value: string; path: string }>();
  /** As they came, with their attributes. */
  given: readonly string[] = [];

  constructor(private readonly at: AccountsServer = server) {}

  async send<Body>(route: string, headers: Record<string, string> = OWN_PAGE, body?: unknown) {
    const path = `/api/v1${route.split(' ')[1]}`;
    const sent = [...this.held].filter(([, cookie]) => path.startsWith(cookie.path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const answer = await call<Body>(this.at, route, {
      body,
      headers: { ...headers, ...(cookie && { cookie }) },
    });
    this.given = answer.headers.getSetCookie();
    for (const each of this.given) this.keep(each);
    return answer;
  }

  value(name: string): string | undefined {
    return this.held.get(name)?.value;
  }

  put(name: string, value: string, path = '/'): void {
    this.held.set(name, { value, path });
  }

  private keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    const [, path = '/'] = /; Path=([^;]+)/.exec(cookie) ?? [];
    if (value === '' || cookie.includes('Max-Age=0')) this.held.delete(name);
    else this.held.set(name, { value, path });
  }
}

async function signedIn(wallet = newWallet()): Promise<CookieJar> {
  const jar = new CookieJar();
  const message = await signedMessage(server, wallet);
  const { status } = await jar.send('POST /auth/browser/sign-in', OWN_PAGE, message);
  expect(status).toBe(204);
  return jar;
}

describe('a browser that signs in', () => {
  it('gets cookies that no script reads and other sites do not send, and no token else', async () => {
    const jar = new CookieJar();
    const message = await signedMessage(server, newWallet());
    const { headers, body } = await jar.send('POST /auth/browser/sign-in', OWN_PAGE, message);
    expect(body).toEqual({});
    expect(headers.get('cache-control')).toBe('no-store');
    expect(jar.given).toEqual([
      expect.stringMatching(
        /^__Host-coinslot_session=ey[\w.-]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax; Secure$/,
      ),
      expect.stringMatching(
        /^__Secure-coinslot_refresh=[\w-]{43}; Path=\/api\/v1\/auth; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });

  it('is the account of its wallet', async () => {
    const wallet = newWallet();
    const jar = await signedIn(wallet);
    const { body } = await jar.send<Profile>('GET /me');
    expect(body.walletAddress).toBe(wallet.address);
    const changed = await jar.send<Profile>('PATCH /me', OWN_PAGE, { displayName: 'Ada' });
    expect(changed.body.displayName).toBe('Ada');
  });

  it('ends the session that it had before', async () => {
    const jar = await signedIn();
    const before = jar.value(REFRESH) ?? '';
    await jar.send(
      'POST /auth/browser/sign-in',
      OWN_PAGE,
      await signedMessage(server, newWallet()),
    );
    const { status } = await call(server, 'POST /auth/refresh', { body: { refreshToken: before } });
    expect(status).toBe(401);
  });

  it('gets nothing for a message that proves nothing', async () => {
    const jar = new CookieJar();
    const message = {
      ...(await signedMessage(server, newWallet())),
      signature: `0x${'1b'.repeat(65)}`,
    };
    const { status, body } = await jar.send('POST /auth/browser/sign-in', OWN_PAGE, message);
    expect([status, body]).toMatchObject([401, { code: 'sign_in_refused' }]);
    expect(jar.given).toEqual([]);
  });
});

describe('the cookie of a session', () => {
  it.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['a subdomain or another port', { 'sec-fetch-site': 'same-site' }],
    ['an old browser at another origin', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['something that does not say where it is', {}],
  ])('changes nothing for %s', async (_who, headers) => {
    const jar = await signedIn();
    const { status, body } = await jar.send('PATCH /me', headers, { displayName: 'Mallory' });
    expect([status, body]).toMatchObject([403, { code: 'forbidden' }]);
    const me = await jar.send<Profile>('GET /me');
    expect(me.body.displayName).toBeNull();
  });

  it('changes something for an old browser at the own origin', async () => {
    const jar = await signedIn();
    const { status } = await jar.send('PATCH /me', { origin: ORIGIN }, { displayName: 'Ada' });
    expect(status).toBe(200);
  });

  it('shows something to who typed the address, and to no other site', async () => {
    const jar = await signedIn();
    expect((await jar.send('GET /me', { 'sec-fetch-site': 'none' })).status).toBe(200);
    expect((await jar.send('GET /me', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('does not count beside a header: that says who sends', async () => {
    const jar = await signedIn();
    const other = await signIn(server);
    const bearer = { authorization: `Bearer ${other.accessToken}` };
    const { body } = await jar.send<Profile>('GET /me', bearer);
    expect(body.id).toBe(other.user.id);
    const refused = await jar.send('GET /me', { ...OWN_PAGE, authorization: 'Bearer nonsense' });
    expect(refused.status).toBe(401);
    const changed = await jar.send('PATCH /me', bearer, { displayName: 'From a program' });
    expect(changed.status).toBe(200);
  });

  it('is nothing to routes that need no account', async () => {
    const jar = await signedIn();
    const { status } = await jar.send('GET /probe/open', { 'sec-fetch-site': 'cross-site' });
    expect(status).toBe(200);
  });

  it.each([
    ['forged', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln'],
    ['nonsense', 'nonsense'],
  ])('opens nothing when it is %s', async (_what, value) => {
    const jar = new CookieJar();
    jar.put(ACCESS, value);
    expect((await jar.send('GET /me')).status).toBe(401);
  });

  it('ends after a quarter of an hour, and is renewed by the other one', async () => {
    const jar = await signedIn();
    const first = jar.value(ACCESS) ?? '';
    server.clock.advance(15 * 60);
    expect((await jar.send('GET /me')).status).toBe(401);
    expect((await jar.send('POST /auth/browser/refresh')).status).toBe(204);
    expect(jar.value(ACCESS)).not.toBe(first);
    expect((await jar.send('GET /me')).status).toBe(200);
  });
});

describe('renewing the session of a browser', () => {
  it('is refused without one', async () => {
    const { status, body } = await new CookieJar().send('POST /auth/browser/refresh');
    expect([status, body]).toMatchObject([401, { code: 'session_ended' }]);
  });

  it('works once with each token; one that comes twice ends the session', async () => {
    const jar = await signedIn();
    const stolen = jar.value(REFRESH) ?? '';
    await jar.send('POST /auth/browser/refresh');
    const thief = new CookieJar();
    thief.put(REFRESH, stolen);
    expect((await thief.send('POST /auth/browser/refresh')).status).toBe(401);
    expect((await jar.send('POST /auth/browser/refresh')).status).toBe(401);
  });

  it.each(['sign-in', 'api-key', 'refresh', 'sign-out'])(
    'and all else of it is for own pages alone: %s',
    async (what) => {
      const jar = await signedIn();
      const foreign: Record<string, string>[] = [
        {},
        { 'sec-fetch-site': 'same-site' },
        { origin: 'null' },
      ];
      for (const headers of foreign) {
        const body =
          what === 'sign-in' ? await signedMessage(server, newWallet()) : { apiKey: 'x' };
        const { status } = await jar.send(`POST /auth/browser/${what}`, headers, body);
        expect(status).toBe(403);
        expect(jar.given).toEqual([]);
      }
      expect((await jar.send('GET /me')).status).toBe(200);
    },
  );
});

describe('a browser that signs out', () => {
  it('forgets its cookies, and its session cannot be renewed', async () => {
    const jar = await signedIn();
    const kept = jar.value(REFRESH) ?? '';
    expect((await jar.send('POST /auth/browser/sign-out')).status).toBe(204);
    expect([jar.value(ACCESS), jar.value(REFRESH)]).toEqual([undefined, undefined]);
    jar.put(REFRESH, kept);
    expect((await jar.send('POST /auth/browser/refresh')).status).toBe(401);
  });
});

async function keyOf(
  scopes: readonly string[],
): Promise<{ id: string; key: string; jar: CookieJar }> {
  const jar = await signedIn();
  const { body } = await jar.send<{ id: string; key: string }>('POST /api-keys', OWN_PAGE, {
    name: 'console',
    scopes,
  });
  return { ...body, jar };
}

describe('a browser with an API key', () => {
  it('may do what the scopes of the key say, until it is closed', async () => {
    const { key } = await keyOf(['read']);
    const browser = new CookieJar();
    const { status } = await browser.send('POST /auth/browser/api-key', OWN_PAGE, { apiKey: key });
    expect(status).toBe(204);
    expect(browser.given[0]).toMatch(
      /^__Host-coinslot_session=\S+; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(browser.value(REFRESH)).toBeUndefined();
    expect((await browser.send('GET /me')).status).toBe(200);
    expect((await browser.send('PATCH /me', OWN_PAGE, { displayName: 'Ada' })).status).toBe(403);
  });

  it('is out as soon as the key is revoked', async () => {
    const { id, key, jar } = await keyOf(['read']);
    const browser = new CookieJar();
    await browser.send('POST /auth/browser/api-key', OWN_PAGE, { apiKey: key });
    await jar.send(`DELETE /api-keys/${id}`);
    expect((await browser.send('GET /me')).status).toBe(401);
  });

  it.each(['coin_nonsense', 'x', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln'])(
    'is refused with %s',
    async (apiKey) => {
      const browser = new CookieJar();
      const { status, body } = await browser.send('POST /auth/browser/api-key', OWN_PAGE, {
        apiKey,
      });
      expect([status, body]).toMatchObject([401, { code: 'unauthenticated' }]);
      expect(browser.given).toEqual([]);
    },
  );
});

describe('the list of sessions', () => {
  interface Sessions {
    readonly items: readonly {
      readonly id: string;
      readonly isCurrent: boolean;
      readonly startedAt: string;
    }[];
  }

  it('shows those that last, and which one asks', async () => {
    const wallet = newWallet();
    const [jar, other] = [await signedIn(wallet), await signedIn(wallet)];
    await jar.send('POST /auth/browser/refresh');
    const { body } = await jar.send<Sessions>('GET /auth/sessions');
    expect(body.items).toHaveLength(2);
    expect(body.items.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    await other.send('POST /auth/browser/sign-out');
    const after = await jar.send<Sessions>('GET /auth/sessions');
    expect(after.body.items.map(({ isCurrent }) => isCurrent)).toEqual([true]);
  });

  it('ends one of them, and none of somebody else', async () => {
    const wallet = newWallet();
    const [jar, other, stranger] = [
      await signedIn(wallet),
      await signedIn(wallet),
      await signedIn(),
    ];
    const { body } = await jar.send<Sessions>('GET /auth/sessions');
    const id = body.items.find(({ isCurrent }) => !isCurrent)?.id;
    expect((await stranger.send(`DELETE /auth/sessions/${id}`)).status).toBe(404);
    expect((await other.send('POST /auth/browser/refresh')).status).toBe(204);
    expect((await jar.send(`DELETE /auth/sessions/${id}`)).status).toBe(204);
    expect((await other.send('POST /auth/browser/refresh')).status).toBe(401);
    expect((await jar.send(`DELETE /auth/sessions/${id}`)).status).toBe(404);
  });
});

describe('without https', () => {
  it('the port stands in the names, since cookies ignore it', async () => {
    const plain = await startAccounts({ PUBLIC_URL: 'http://localhost:3456' });
    try {
      const jar = new CookieJar(plain);
      const message = await signedMessage(plain, newWallet());
      await jar.send('POST /auth/browser/sign-in', { origin: 'http://localhost:3456' }, message);
      expect(jar.given.map((each) => each.split('=')[0])).toEqual([
        'coinslot_session_3456',
        'coinslot_refresh_3456',
      ]);
      expect(jar.given.join()).not.toContain('Secure');
      expect((await jar.send('GET /me')).status).toBe(200);
    } finally {
      await plain.stop();
    }
  });
});
