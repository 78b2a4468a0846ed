import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { exportSPKI, generateKeyPair, UnsecuredJWT } from 'jose';
import { type AccountsServer, NETWORK, startAccounts, TestClock } from './accounts-server.js';
import { type Answer, call, type Problem, type Profile, signIn } from './client.js';
import { AUDIENCE, type StandIn, startStandIn } from './issuer-stand-in.js';
import { type Issuer, startIssuer } from './oidc-issuer.js';

const SECRET = 'the-jwt-secret-of-an-older-supabase-project';
const HS_AUDIENCE = 'https://hs.example.com';
const ES_AUDIENCE = 'https://es256.example.com';

interface Who {
  readonly id: string;
  readonly via: string;
  readonly scopes: readonly string[];
}

const read = (server: AccountsServer, token: string) =>
  call<Who>(server, 'GET /probe/read', { token });
const asProblem = (answer: Answer<unknown>) => answer as Answer<Problem>;

async function users(server: AccountsServer): Promise<number> {
  const [row] = await server.owner.query<{ n: number }[]>('SELECT count(*)::int AS n FROM users');
  return row?.n ?? 0;
}

function altered(token: string): string {
  const [head = '', body = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'eve' })).toString('base64url');
  return [head, forged, signature].join('.');
}

/** Goes with the time of the issuer, and ahead of it where a test says so. */
class RealClock extends TestClock {
  private ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  override advance(seconds: number): void {
    this.ahead += seconds * 1000;
  }
}

describe('a JWT of an OpenID provider', () => {
  let issuer: Issuer;
  let server: AccountsServer;
  let clock: TestClock;

  beforeAll(async () => {
    issuer = await startIssuer(SECRET, HS_AUDIENCE);
    clock = new RealClock();
    const trusted = { issuer: issuer.issuer, audience: [AUDIENCE, ES_AUDIENCE] };
    server = await startAccounts({ EXTERNAL_ISSUERS: JSON.stringify([trusted]) }, clock);
  });
  afterAll(async () => {
    await server.stop();
    await issuer.stop();
  });

  it('signs its subject in, as one and the same user each time', async () => {
    const first = await read(server, await issuer.signIn('ada', AUDIENCE));
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      via: 'external_jwt',
      scopes: ['read', 'publish', 'admin'],
    });
    const again = await read(server, await issuer.signIn('ada', ES_AUDIENCE));
    expect(again.body.id).toBe(first.body.id);
    const other = await read(server, await issuer.signIn('grace', AUDIENCE));
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('lets such a user choose a name and a wallet to be paid to, and make API keys', async () => {
    const token = await issuer.signIn('with a profile', AUDIENCE);
    const change = { username: 'external', displayName: 'Ext Ernal' };
    const { body } = await call<Profile>(server, 'PATCH /me', { token, body: change });
    expect(body).toMatchObject({ ...change, walletAddress: null });
    const address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
    expect(await server.directory.payTo(body.id, NETWORK)).toBeUndefined();
    await call(server, `PUT /me/payout-wallets/${NETWORK}`, { token, body: { address } });
    expect(await server.directory.payTo(body.id, NETWORK)).toBe(address);
    const { body: made } = await call<{ key: string }>(server, 'POST /api-keys', {
      token,
      body: { name: 'CI', scopes: ['read'] },
    });
    expect((await read(server, made.key)).body).toMatchObject({ id: body.id, via: 'api_key' });
  });

  it('is refused for another audience', async () => {
    const { status } = await read(server, await issuer.signIn('ada', 'https://else.example.com'));
    expect(status).toBe(401);
  });

  it('is refused once it has expired, as its issuer says it does', async () => {
    await issuer.order({ seconds: 5 });
    const token = await issuer.signIn('ada', AUDIENCE);
    await issuer.order({ seconds: 600 });
    expect((await read(server, token)).status).toBe(200);
    clock.advance(36);
    expect((await read(server, token)).status).toBe(401);
  });

  it('is verified by the keys that the issuer publishes now', async () => {
    const before = await issuer.signIn('ada', AUDIENCE);
    expect((await read(server, before)).status).toBe(200);
    await issuer.order({ rotateTo: 'second' });
    const after = await issuer.signIn('ada', AUDIENCE);
    clock.advance(31);
    expect((await read(server, after)).status).toBe(200);
    expect((await read(server, before)).status).toBe(401);
  });
});

describe('a JWT that an OpenID provider signs with a shared secret', () => {
  let issuer: Issuer;
  let server: AccountsServer;

  beforeAll(async () => {
    issuer = await startIssuer(SECRET, HS_AUDIENCE);
    const trusted = { issuer: issuer.issuer, audience: HS_AUDIENCE, secret: SECRET };
    server = await startAccounts(
      { EXTERNAL_ISSUERS: JSON.stringify([{ ...trusted, scopes: ['read'] }]) },
      new RealClock(),
    );
  });
  afterAll(async () => {
    await server.stop();
    await issuer.stop();
  });

  it('signs its subject in, with the scopes that the operator gives', async () => {
    const token = await issuer.signIn('ada', HS_AUDIENCE);
    expect((await read(server, token)).body.scopes).toEqual(['read']);
    expect((await call(server, 'PATCH /me', { token, body: {} })).status).toBe(403);
  });

  it('is refused when a key of the same issuer signed it', async () => {
    expect((await read(server, await issuer.signIn('ada', AUDIENCE))).status).toBe(401);
  });
});

describe('whoever else signs users in', () => {
  let server: AccountsServer;
  let clock: TestClock;
  let standIn: StandIn;
  let other: StandIn;

  const start = (entries: readonly object[]) =>
    startAccounts({ EXTERNAL_ISSUERS: JSON.stringify(entries) }, clock);

  beforeAll(async () => {
    clock = new TestClock();
    [standIn, other] = await Promise.all([startStandIn(clock), startStandIn(clock)]);
    const trusted = [standIn, other].map(({ issuer }) => ({ issuer, audience: AUDIENCE }));
    server = await start(trusted);
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([standIn.stop(), other.stop()]);
  });

  it('cannot speak for the subject of another issuer, nor for a user of a wallet', async () => {
    const wallet = await signIn(server);
    const names = ['ada', wallet.user.id, wallet.wallet.address];
    const ids = new Set([wallet.user.id]);
    for (const sub of names) {
      for (const issuer of [standIn, other]) {
        ids.add((await read(server, await issuer.token({ sub }))).body.id);
      }
    }
    expect(ids.size).toBe(1 + 2 * names.length);
    const forged = await other.token({ iss: standIn.issuer });
    expect((await read(server, forged)).status).toBe(401);
  });

  it('cannot issue tokens of ours', async () => {
    const { user } = await signIn(server);
    const claims = { iss: 'https://api.example.com', sub: user.id };
    const token = await standIn.token(claims, { typ: 'at+jwt' });
    expect((await read(server, token)).status).toBe(401);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['signed by nobody', () => unsigned()],
    ['signed with the public key as a secret', () => confused('pem')],
    ['signed with the modulus as a secret', () => confused('modulus')],
    ['altered', async () => altered(await standIn.token())],
    ['of a stranger', () => standIn.token({ iss: 'https://stranger.example.com' })],
    ['without a subject', () => standIn.token({ sub: undefined })],
    ['of a subject that is a number', () => standIn.token({ sub: 7 as never })],
    ['of a subject with no end', () => standIn.token({ sub: 'a'.repeat(256) })],
    ['of a subject that no text holds', () => standIn.token({ sub: 'a\u0000b' })],
    ['without an audience', () => standIn.token({ aud: undefined })],
    ['without an end', () => standIn.token({ exp: undefined })],
    ['of no known time', () => standIn.token({ iat: undefined })],
    ['not good yet', () => standIn.token({ nbf: inSeconds(31) })],
    ['made in the future', () => standIn.token({ iat: inSeconds(31) })],
    ['that has expired', () => standIn.token({ exp: inSeconds(-30) })],
    ['that is older than a month', () => standIn.token({ iat: inSeconds(-32 * 86_400) })],
    ['of a logout', () => standIn.token({}, { typ: 'logout+jwt' })],
    ['with a demand that we do not know', () => standIn.token({}, { crit: ['demand'], demand: 1 })],
    ['that is larger than any', () => standIn.token({ filler: 'a'.repeat(7_000) })],
  ])('is not believed a token %s', async (_what, make) => {
    expect((await read(server, await standIn.token({ sub: 'control' }))).status).toBe(200);
    const before = await users(server);
    const answer = asProblem(await read(server, await make()));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    expect(await users(server)).toBe(before);
  });

  const inSeconds = (seconds: number) => Math.floor(clock.now().getTime() / 1000) + seconds;

  function unsigned(): string {
    return new UnsecuredJWT({ iss: standIn.issuer, aud: AUDIENCE, sub: 'ada' })
      .setIssuedAt(inSeconds(0))
      .setExpirationTime(inSeconds(60))
      .encode();
  }

  async function confused(how: 'pem' | 'modulus'): Promise<string> {
    const text = how === 'pem' ? await exportSPKI(standIn.publicKey) : (standIn.published.n ?? '');
    return standIn.token({}, { alg: 'HS256' }, new TextEncoder().encode(text));
  }

  it('tolerates a clock that differs by half a minute', async () => {
    const token = await standIn.token({ iat: inSeconds(30), nbf: inSeconds(30) });
    expect((await read(server, token)).status).toBe(200);
  });

  it('makes one user of a subject, however many requests bring it first', async () => {
    const before = await users(server);
    const token = await standIn.token({ sub: 'all at once' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => read(server, token)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await users(server)).toBe(before + 1);
  });

  it('is not asked for keys by everybody who invents one', async () => {
    clock.advance(3_600);
    await read(server, await standIn.token());
    clock.advance(31);
    const before = standIn.asked.keys;
    const tokens = await Promise.all(
      Array.from({ length: 30 }, (_, at) => standIn.token({}, { kid: `invented ${at}` })),
    );
    const answers = await Promise.all(tokens.map((token) => read(server, token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(standIn.asked.keys).toBe(before + 1);
  });

  it('is believed for six hours while it cannot be reached, and then nobody is told to sign in', async () => {
    const token = await standIn.token();
    expect((await read(server, token)).status).toBe(200);
    await standIn.goDown();
    clock.advance(5 * 3_600);
    expect((await read(server, token)).status).toBe(200);
    const unknown = asProblem(await read(server, await standIn.token({}, { kid: 'new' })));
    expect(unknown.status).toBe(503);
    clock.advance(3_601);
    const late = asProblem(await read(server, token));
    expect(late.status).toBe(503);
    expect(late.body.code).toBe('issuer_unavailable');
    expect(late.headers.get('retry-after')).toBe('5');
    await standIn.comeBack();
    clock.advance(6);
    expect((await read(server, token)).status).toBe(200);
  });

  it('is not asked at all for five seconds after its keys did not come', async () => {
    const fresh = await start([{ issuer: standIn.issuer, audience: AUDIENCE }]);
    const before = standIn.asked.keys;
    const status = async () => (await read(fresh, await standIn.token())).status;
    try {
      standIn.answers.keys = {};
      expect([await status(), await status()]).toEqual([503, 503]);
      expect(standIn.asked.keys).toBe(before + 1);
      standIn.reset();
      clock.advance(5);
      expect(await status()).toBe(200);
    } finally {
      standIn.reset();
      await fresh.stop();
    }
  });

  it('can bring so many new users in an hour, and those who are known all the same', async () => {
    const limited = await start([
      { issuer: standIn.issuer, audience: AUDIENCE, newAccountsPerHour: 2 },
    ]);
    try {
      const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => standIn.token({ sub })));
      const statuses = [];
      for (const token of [...tokens, ...tokens])
        statuses.push((await read(limited, token)).status);
      expect(statuses).toEqual([200, 200, 429, 200, 200, 429]);
      clock.advance(3_600);
      const third = await standIn.token({ sub: 'c' });
      expect((await read(limited, third)).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it.each<[string, (self: StandIn, elsewhere: StandIn) => void]>([
    [
      'of another issuer',
      ({ answers, issuer }, elsewhere) =>
        (answers.discovery = { issuer: elsewhere.issuer, jwks_uri: `${issuer}/keys` }),
    ],
    [
      'that has no end',
      ({ answers }) =>
        (answers.discovery = { ...(answers.discovery as object), filler: 'a'.repeat(70_000) }),
    ],
    [
      'that leads into the private network',
      ({ answers, issuer }, elsewhere) =>
        (answers.discovery = { issuer, jwks_uri: `${elsewhere.issuer}/keys` }),
    ],
    ['of keys that are none', ({ answers }) => (answers.keys = { keys: 'none' })],
    [
      'of more keys than anybody has',
      ({ answers, published }) => (answers.keys = { keys: Array(51).fill(published) }),
    ],
  ])('is not believed a document %s', async (_what, spoil) => {
    const fresh = await start([{ issuer: standIn.issuer, audience: AUDIENCE }]);
    try {
      const before = other.asked.keys;
      spoil(standIn, other);
      expect((await read(fresh, await standIn.token())).status).toBe(503);
      expect(other.asked.keys).toBe(before);
    } finally {
      standIn.reset();
      await fresh.stop();
    }
  });

  it('is nothing that another user, or a user themselves, reads or changes by raw SQL', async () => {
    const { body } = await read(server, await standIn.token({ sub: randomUUID() }));
    const as = (role: string, statement: string) =>
      server.asApplication.transaction(async (tx) => {
        await tx.query(`SELECT set_config('role', $1, true), set_config('app.user_id', $2, true)`, [
          role,
          body.id,
        ]);
        return tx.query<unknown[]>(statement);
      });
    for (const table of ['external_identities', 'closed_identities']) {
      for (const statement of [`SELECT FROM ${table}`, `DELETE FROM ${table}`]) {
        await expect(as('coinslot_as_user', statement)).rejects.toThrow('permission denied');
      }
    }
    await expect(as('coinslot_as_accounts', 'DELETE FROM closed_identities')).rejects.toThrow(
      'permission denied',
    );
  });

  it('may publish keys that are not for signing, and of kinds that are not used', async () => {
    const fresh = await start([{ issuer: standIn.issuer, audience: AUDIENCE }]);
    const { privateKey } = await generateKeyPair('RS256');
    try {
      standIn.answers.keys = {
        keys: [
          { kty: 'oct', k: 'c2VjcmV0', kid: 'oct' },
          { kty: 'XYZ', kid: 'odd' },
          { ...standIn.published, use: 'enc', kid: 'enc' },
          standIn.published,
        ],
      };
      expect((await read(fresh, await standIn.token())).status).toBe(200);
      expect((await read(fresh, await standIn.token({}, { kid: 'enc' }))).status).toBe(401);
      expect((await read(fresh, await standIn.token({}, {}, privateKey))).status).toBe(401);
    } finally {
      standIn.reset();
      await fresh.stop();
    }
  });
});
