import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RESERVED_USERNAMES } from '../../src/modules/accounts/profile/username.js';
import { type AccountsServer, NETWORK, startAccounts } from './accounts-server.js';
import { call, newWallet, type Profile, signIn } from './client.js';

let server: AccountsServer;
let token: string;
let wallet: ReturnType<typeof newWallet>;
let userId: string;
beforeAll(async () => {
  server = await startAccounts();
  const session = await signIn(server);
  token = session.accessToken;
  wallet = session.wallet;
  userId = session.user.id;
});
afterAll(() => server.stop());

const change = <Body>(body: object, as = token) =>
  call<Body>(server, 'PATCH /me', { token: as, body });

const putWallet = (network: string, address: unknown) =>
  call<Record<string, unknown> & { errors?: { field: string; message: string }[] }>(
    server,
    `PUT /me/payout-wallets/${network}`,
    { token, body: { address } },
  );
const listWallets = async () => (await call(server, 'GET /me/payout-wallets', { token })).body;

describe('my profile', () => {
  it('keeps what I leave out and what I choose', async () => {
    await change({ username: 'ada_1815' });
    const changed = await change<Profile>({ displayName: 'Ada Lovelace' });
    expect(changed.status).toBe(200);
    const me = await call<Profile>(server, 'GET /me', { token });
    expect(me.body).toEqual({
      id: userId,
      username: 'ada_1815',
      displayName: 'Ada Lovelace',
      walletAddress: wallet.address,
      createdAt: expect.any(String),
    });
    expect((await change<Profile>({})).body).toEqual(me.body);
    expect((await change<Profile>({ displayName: null })).body.displayName).toBeNull();
  });

  it.each<[string, unknown]>([
    ['username', 'ab'],
    ['username', 'a'.repeat(21)],
    ['username', 'Ada'],
    ['username', 'ada lovelace'],
    ['username', 'adä'],
    ['username', 'ada\n'],
    ['username', null],
    ['username', ['ada']],
    ['username', 'admin'],
    ['username', 'supp0rt'],
    ['username', '___'],
    ['displayName', ''],
    ['displayName', ' Ada'],
    ['displayName', 'Ada\nLovelace'],
    ['displayName', 'a'.repeat(61)],
    ['displayName', '\u200b\u2060'],
    ['displayName', '\u3164'],
    ['displayName', '\u202eadA'],
    ['displayName', 7],
    ['id', '3f0d1c6e-5f3a-4c1b-9a57-2f8f2f6b9a10'],
  ])('tells me what is wrong with %s %j and changes nothing', async (field, value) => {
    const before = await call<Profile>(server, 'GET /me', { token });
    const answer = await call(server, 'PATCH /me', {
      token,
      body: { displayName: 'Changed', [field]: value },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((error) => error.field)).toEqual([field]);
    expect((await call<Profile>(server, 'GET /me', { token })).body).toEqual(before.body);
  });

  it.each(['admin', 'api', 'www', 'support', 'docs', 'health'])(
    'cannot have the reserved username %s',
    async (username) => {
      expect(RESERVED_USERNAMES).toContain(username);
      const answer = await call(server, 'PATCH /me', { token, body: { username } });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'username' }] } });
      expect(answer.body.errors?.[0]?.message).toContain('reserved');
    },
  );

  it('has a username of its own, however many want it at once', async () => {
    const sessions = await Promise.all(Array.from({ length: 5 }, () => signIn(server)));
    const answers = await Promise.all(
      sessions.map(({ accessToken }) =>
        change<{ code?: string }>({ username: 'grace' }, accessToken),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'username_taken' });
    }
  });

  it('has a username that nobody else’s can be taken for', async () => {
    const [mine, other] = [await signIn(server), await signIn(server)];
    expect((await change({ username: 'kathe_rine' }, mine.accessToken)).status).toBe(200);
    for (const username of ['kathe_rine_', '_kathe_rine', 'kathe__rine', '__kathe___rine__']) {
      const answer = await change<object>({ username }, other.accessToken);
      expect(answer).toMatchObject({ status: 409, body: { code: 'username_taken' } });
      expect(answer.body).toMatchObject({ detail: expect.stringContaining('underscores') });
    }
    expect((await change({ username: 'katherine' }, other.accessToken)).status).toBe(200);
    expect((await change({ username: '_kathe_rine' }, mine.accessToken)).status).toBe(200);
  });

  it('has such a username alone, however many want one of them at once', async () => {
    const names = ['mary', 'mary_', '_mary', '__mary', 'mary__', '_mary_'];
    const sessions = await Promise.all(names.map(() => signIn(server)));
    const answers = await Promise.all(
      names.map((username, at) => change<object>({ username }, sessions[at]?.accessToken ?? '')),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'username_taken' } });
    }
  });

  it('keeps a display name in one form, however it was typed', async () => {
    const { body } = await change<Profile>({ displayName: 'A\u0308da' });
    expect(body.displayName).toBe('\u00c4da');
  });

  describe('has a username that stays mine', () => {
    it('when I give it up: nobody else gets it, and I can take it back', async () => {
      const [mine, other] = [await signIn(server), await signIn(server)];
      await change({ username: 'first_name' }, mine.accessToken);
      await change({ username: 'second_name' }, mine.accessToken);
      const answer = await change<object>({ username: 'first_name' }, other.accessToken);
      expect(answer).toMatchObject({ status: 409, body: { code: 'username_taken' } });
      const theirs = await call<Profile>(server, 'GET /me', { token: other.accessToken });
      expect(theirs.body.username).toBeNull();
      expect((await change({ username: 'first_name' }, mine.accessToken)).status).toBe(200);
      const second = await change<object>({ username: 'second_name' }, other.accessToken);
      expect(second).toMatchObject({ status: 409, body: { code: 'username_taken' } });
    });

    it('when my account is gone: nobody gets it any more', async () => {
      const [mine, other] = [await signIn(server), await signIn(server)];
      await change({ username: 'gone_for_good' }, mine.accessToken);
      await server.owner.query(`DELETE FROM users WHERE id = $1`, [mine.user.id]);
      const again = await signIn(server, mine.wallet);
      for (const { accessToken } of [other, again]) {
        const answer = await change<object>({ username: 'gone_for_good' }, accessToken);
        expect(answer).toMatchObject({ status: 409, body: { code: 'username_taken' } });
      }
    });

    it('but only ten of them, however many are asked for at once', async () => {
      const { accessToken } = await signIn(server);
      const answers = await Promise.all(
        Array.from({ length: 13 }, (_, n) =>
          change<object>({ username: `many_${n}` }, accessToken),
        ),
      );
      const refused = answers.filter(({ status }) => status !== 200);
      expect(refused).toHaveLength(3);
      for (const answer of refused) {
        expect(answer).toMatchObject({ status: 409, body: { code: 'too_many_usernames' } });
      }
      const had = answers.findIndex(({ status }) => status === 200);
      expect((await change({ username: `many_${had}` }, accessToken)).status).toBe(200);
    });
  });

  it('moves its time of change', async () => {
    await change({ displayName: 'Countess' });
    const rows = await server.owner.query(
      `SELECT updated_at > created_at AS moved FROM users WHERE id = $1`,
      [userId],
    );
    expect(rows).toEqual([{ moved: true }]);
  });

  it('is gone for a token that outlives its user', async () => {
    const { accessToken, user } = await signIn(server);
    await server.owner.query(`DELETE FROM users WHERE id = $1`, [user.id]);
    expect((await call(server, 'GET /me', { token: accessToken })).status).toBe(401);
  });
});

describe('my payout wallets', () => {
  it('are one a network, kept with their checksum', async () => {
    const first = newWallet().address;
    const second = newWallet().address;
    expect(await listWallets()).toEqual({ items: [] });
    expect(await putWallet(NETWORK, first)).toMatchObject({
      status: 200,
      body: { network: NETWORK, address: first, provenAt: null },
    });
    expect((await putWallet(NETWORK, second.toLowerCase())).body).toEqual({
      network: NETWORK,
      address: second,
      provenAt: null,
    });
    expect((await putWallet('eip155%3A84532', first)).status).toBe(200);
    expect(await listWallets()).toEqual({
      items: [
        { network: NETWORK, address: second, provenAt: null },
        { network: 'eip155:84532', address: first, provenAt: null },
      ],
    });
  });

  it('can be removed', async () => {
    await putWallet(NETWORK, newWallet().address);
    const route = `DELETE /me/payout-wallets/${NETWORK}`;
    expect((await call(server, route, { token })).status).toBe(204);
    expect((await call(server, route, { token })).status).toBe(404);
  });

  it.each<[string, string, unknown]>([
    ['address', NETWORK, '0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['address', NETWORK, `0x${'0'.repeat(40)}`],
    ['address', NETWORK, 'ada.eth'],
    ['address', NETWORK, 7],
    ['network', 'eip155:1', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['network', 'base', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
  ])('refuse a wrong %s: %s %s', async (field, network, address) => {
    const before = await listWallets();
    const answer = await putWallet(network, address);
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((error) => error.field)).toEqual([field]);
    expect(await listWallets()).toEqual(before);
  });
});

describe('what other modules learn of a user', () => {
  it('is the payout wallet of a network, else the sign-in wallet on EVM networks', async () => {
    const session = await signIn(server);
    const { id } = session.user;
    const payout = newWallet().address;
    expect(await server.directory.payTo(id, NETWORK)).toBe(session.wallet.address);
    await call(server, `PUT /me/payout-wallets/${NETWORK}`, {
      token: session.accessToken,
      body: { address: payout },
    });
    expect(await server.directory.payTo(id, NETWORK)).toBe(payout);
    expect(await server.directory.payTo(id, 'eip155:84532')).toBe(session.wallet.address);
    expect(
      await server.directory.payTo(id, 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'),
    ).toBeUndefined();
  });

  it('is the username, once there is one', async () => {
    const { user, accessToken } = await signIn(server);
    expect(await server.directory.username(user.id)).toBeUndefined();
    await change({ username: 'hopper' }, accessToken);
    expect(await server.directory.username(user.id)).toBe('hopper');
  });
});
