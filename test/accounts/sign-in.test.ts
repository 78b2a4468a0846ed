import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { sha256 } from '../../src/common/crypto/index.js';
import { type AccountsServer, NETWORK, ORIGIN, startAccounts } from './accounts-server.js';
import { call, newWallet, type Profile, signedMessage, signIn, type Tokens } from './client.js';

let server: AccountsServer;
beforeAll(async () => {
  server = await startAccounts();
});
afterAll(() => server.stop());

const refresh = (refreshToken: string) =>
  call<Tokens & { code: string }>(server, 'POST /auth/refresh', { body: { refreshToken } });

const tokensOf = (userId: string) =>
  server.owner.query<{ hash: string }[]>(
    `SELECT encode(token_hash, 'hex') AS hash FROM refresh_tokens WHERE user_id = $1`,
    [userId],
  );

describe('signing in with a wallet', () => {
  it('offers a nonce with what the message must say, not to be cached', async () => {
    const { status, body, headers } = await call<Record<string, unknown>>(
      server,
      'POST /auth/nonce',
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      nonce: expect.stringMatching(/^[a-z0-9]{56}$/),
      expiresAt: '2026-03-01T12:10:00.000Z',
      domain: 'api.example.com',
      uri: ORIGIN,
      chainIds: [8453, 84_532],
    });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('creates the user at the first time and finds the same one later', async () => {
    const first = await signIn(server);
    expect(first.user).toMatchObject({
      username: null,
      displayName: null,
      walletAddress: first.wallet.address,
    });
    expect(first.expiresIn).toBe(900);
    const again = await signIn(server, first.wallet);
    expect(again.user.id).toBe(first.user.id);
    const other = await signIn(server);
    expect(other.user.id).not.toBe(first.user.id);

    const me = await call<Profile>(server, 'GET /me', { token: again.accessToken });
    expect(me.body.id).toBe(first.user.id);
  });

  it('makes one user of one wallet that signs in many times at once', async () => {
    const wallet = newWallet();
    const sessions = await Promise.all(Array.from({ length: 8 }, () => signIn(server, wallet)));
    expect(new Set(sessions.map(({ user }) => user.id)).size).toBe(1);
  });

  it('accepts a message once, however many send it at once', async () => {
    const body = await signedMessage(server, newWallet());
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call(server, 'POST /auth/verify', { body })),
    );
    const refused = answers.filter(({ status }) => status !== 200);
    expect(answers.length - refused.length).toBe(1);
    for (const answer of refused) {
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ code: 'sign_in_refused', reason: 'unknown_nonce' });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    }
  });

  it.each<[string, Parameters<typeof signedMessage>[2]]>([
    ['wrong_domain', { domain: 'evil.example.com' }],
    ['wrong_uri', { uri: 'https://evil.example.com' }],
    ['wrong_chain', { chainId: 1 }],
    ['expired', { expirationTime: new Date('2026-03-01T11:59:59Z') }],
    ['not_yet_valid', { notBefore: new Date('2026-03-01T13:00:00Z') }],
    ['unknown_nonce', { nonce: '0123456789abcdef' }],
  ])('is refused as %s', async (reason, fields) => {
    const body = await signedMessage(server, newWallet(), fields);
    const answer = await call(server, 'POST /auth/verify', { body });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: 'sign_in_refused', reason });
  });

  it('is refused with the signature of another wallet', async () => {
    const body = await signedMessage(server, newWallet());
    const signature = await newWallet().signMessage({ message: body.message });
    const answer = await call(server, 'POST /auth/verify', { body: { ...body, signature } });
    expect(answer).toMatchObject({ status: 401, body: { reason: 'bad_signature' } });
    // A forger cannot use up somebody else's nonce.
    expect((await call(server, 'POST /auth/verify', { body })).status).toBe(200);
  });

  it('is refused with a signature that no key can make', async () => {
    const { message } = await signedMessage(server, newWallet());
    const body = { message, signature: `0x${'ff'.repeat(65)}` };
    const answer = await call(server, 'POST /auth/verify', { body });
    expect(answer).toMatchObject({ status: 401, body: { reason: 'bad_signature' } });
  });

  it('is refused once the nonce has expired', async () => {
    const body = await signedMessage(server, newWallet());
    server.clock.advance(600);
    const answer = await call(server, 'POST /auth/verify', { body });
    expect(answer).toMatchObject({ status: 401, body: { reason: 'unknown_nonce' } });
  });

  it('names the fields that are wrong', async () => {
    const answer = await call(server, 'POST /auth/verify', { body: { signature: '0x123' } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map(({ field }) => field)).toEqual(['message', 'signature']);
  });

  it('keeps nothing of a nonce that is only asked for, and of a used one no more than needed', async () => {
    const stored = () => server.owner.query<object[]>(`SELECT * FROM auth_nonces`);
    await signIn(server);
    server.clock.advance(601);
    const { message } = await signedMessage(server, newWallet());
    await Promise.all(Array.from({ length: 20 }, () => call(server, 'POST /auth/nonce')));
    expect(await stored()).toHaveLength(1);
    await signIn(server);
    const rows = await stored();
    expect(rows).toHaveLength(1);
    const [, nonce = ''] = /Nonce: (\w+)/.exec(message) ?? [];
    expect(JSON.stringify(rows)).not.toContain(nonce);
  });

  it.each([
    ['a later end', (nonce: string) => `${nonce.slice(0, 16)}ffffffff${nonce.slice(24)}`],
    ['other random digits', (nonce: string) => `${'0'.repeat(16)}${nonce.slice(16)}`],
    ['another seal', (nonce: string) => `${nonce.slice(0, 24)}${'0'.repeat(32)}`],
    ['nothing of ours', () => '0'.repeat(56)],
  ])('is refused with a nonce that was made up: %s', async (_what, forge) => {
    const { body } = await call<{ nonce: string }>(server, 'POST /auth/nonce');
    const message = await signedMessage(server, newWallet(), { nonce: forge(body.nonce) });
    const answer = await call(server, 'POST /auth/verify', { body: message });
    expect(answer).toMatchObject({ status: 401, body: { reason: 'unknown_nonce' } });
  });
});

describe('an access token', () => {
  it('works for 15 minutes', async () => {
    const { accessToken: token } = await signIn(server);
    server.clock.advance(899);
    expect((await call(server, 'GET /me', { token })).status).toBe(200);
    server.clock.advance(1);
    const answer = await call(server, 'GET /me', { token });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('is not accepted when it is signed with the bare secret or not at all', async () => {
    const { user, accessToken } = await signIn(server);
    const seconds = Math.floor(server.clock.now().getTime() / 1000);
    const forged = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(ORIGIN)
      .setAudience(ORIGIN)
      .setSubject(user.id)
      .setExpirationTime(seconds + 60)
      .sign(new TextEncoder().encode('an-authentication-secret-for-tests-only'));
    const payload = accessToken.split('.')[1];
    const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    for (const token of [forged, `${header}.${payload}.`, `${header}.${payload}`, 'a.b.c']) {
      expect((await call(server, 'GET /me', { token })).status).toBe(401);
    }
  });
});

describe('a refresh token', () => {
  it('is exchanged for tokens that work, again and again', async () => {
    let { refreshToken } = await signIn(server);
    for (let day = 0; day < 3; day += 1) {
      server.clock.advance(29 * 86_400);
      const { status, body } = await refresh(refreshToken);
      expect(status).toBe(200);
      expect(body.refreshToken).not.toBe(refreshToken);
      expect((await call(server, 'GET /me', { token: body.accessToken })).status).toBe(200);
      ({ refreshToken } = body);
    }
  });

  it('that comes a second time ends the whole session, and no other', async () => {
    const { refreshToken: stolen, wallet } = await signIn(server);
    const other = await signIn(server, wallet);
    const { body: next } = await refresh(stolen);

    const replay = await refresh(stolen);
    expect(replay).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    expect(replay.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect((await refresh(next.refreshToken)).status).toBe(401);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it('leaves nothing of the session when it is used many times at once', async () => {
    const { refreshToken, user } = await signIn(server);
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)));
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(await tokensOf(user.id)).toEqual([]);
  });

  it('that was stolen leaves nothing, even while the session is just being refreshed', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const { refreshToken: stolen, user } = await signIn(server);
      const { body: next } = await refresh(stolen);
      await Promise.all([refresh(next.refreshToken), refresh(stolen)]);
      expect(await tokensOf(user.id)).toEqual([]);
    }
  });

  it('expires after 30 days', async () => {
    const { refreshToken } = await signIn(server);
    server.clock.advance(30 * 86_400);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('ends at logout, which may be repeated', async () => {
    const { refreshToken } = await signIn(server);
    const { body: next } = await refresh(refreshToken);
    const body = { refreshToken: next.refreshToken };
    expect((await call(server, 'POST /auth/logout', { body })).status).toBe(204);
    expect((await call(server, 'POST /auth/logout', { body })).status).toBe(204);
    expect((await refresh(next.refreshToken)).status).toBe(401);
  });

  it('is stored as a hash, and cleared away when it has expired', async () => {
    const { user, refreshToken } = await signIn(server);
    expect(await tokensOf(user.id)).toEqual([{ hash: sha256(refreshToken).toString('hex') }]);
    server.clock.advance(31 * 86_400);
    await signIn(server);
    expect(await tokensOf(user.id)).toEqual([]);
  });

  it('is of one of fifty sessions: the oldest end, and no others', async () => {
    const first = await signIn(server);
    await server.owner.query(
      `INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at, created_at)
       SELECT sha256(n::text::bytea), gen_random_uuid(), $1, $2, now() - interval '1 day'
         FROM generate_series(1, 60) n`,
      [first.user.id, new Date(server.clock.now().getTime() + 86_400_000)],
    );
    const sessions = await Promise.all(
      Array.from({ length: 4 }, () => signIn(server, first.wallet)),
    );
    expect(await tokensOf(first.user.id)).toHaveLength(50);
    for (const { refreshToken } of [first, ...sessions]) {
      expect((await refresh(refreshToken)).status).toBe(200);
    }
  });

  it('leaves no more than five hundred of a session', async () => {
    const { user, refreshToken } = await signIn(server);
    await server.owner.query(
      `INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at, rotated_at, created_at)
       SELECT sha256(n::text::bytea || 'old'), family_id, user_id, expires_at, now(),
              now() - interval '1 day'
         FROM refresh_tokens, generate_series(1, 600) n WHERE user_id = $1`,
      [user.id],
    );
    const { body } = await refresh(refreshToken);
    expect(await tokensOf(user.id)).toHaveLength(500);
    // One that was replaced just now still ends the session.
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh(body.refreshToken)).status).toBe(401);
  });

  it('is refused with the field named when it is no text', async () => {
    const answer = await call(server, 'POST /auth/refresh', { body: { refreshToken: 7 } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.[0]?.field).toBe('refreshToken');
  });
});

describe('the wallet of a sign-in', () => {
  it('is kept with its checksum and the chain it signed in on', async () => {
    const { user, wallet } = await signIn(server);
    const rows = await server.owner.query(
      `SELECT network, address, purpose FROM wallets WHERE user_id = $1`,
      [user.id],
    );
    expect(rows).toEqual([{ network: NETWORK, address: wallet.address, purpose: 'sign_in' }]);
  });
});
