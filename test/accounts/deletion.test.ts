import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AccountsServer, NETWORK, startAccounts } from './accounts-server.js';
import { call, newWallet, type Profile, signedMessage, signIn, type Tokens } from './client.js';
import { AUDIENCE, type StandIn, startStandIn } from './issuer-stand-in.js';
import { TestClock } from './accounts-server.js';
import { enter } from '../setup/enter.js';

let server: AccountsServer;
let issuer: StandIn;
let count = 0;

beforeAll(async () => {
  // The database notes with its own clock when an identity was closed.
  const clock = new (class extends TestClock {
    private ahead = 0;
    override now = () => new Date(Date.now() + this.ahead);
    override advance(seconds: number): void {
      this.ahead += seconds * 1000;
    }
  })();
  issuer = await startStandIn(clock);
  const trusted = { issuer: issuer.issuer, audience: AUDIENCE, clockSkewSeconds: 0 };
  server = await startAccounts({ EXTERNAL_ISSUERS: JSON.stringify([trusted]) }, clock);
});
afterAll(async () => {
  await server.stop();
  await issuer.stop();
});

/** A user with a name, an API key and a payout wallet. */
async function settle(token: string) {
  count += 1;
  const username = `deleted_${count}`;
  const address = newWallet().address;
  const change = { username, displayName: `Planted Name ${count}` };
  const profile = await call<Profile>(server, 'PATCH /me', { token, body: change });
  await call(server, `PUT /me/payout-wallets/${NETWORK}`, { token, body: { address } });
  const key = { name: `Planted key ${count}`, scopes: ['read', 'admin'] };
  const made = await call<{ key: string }>(server, 'POST /api-keys', { token, body: key });
  return { id: profile.body.id, username, address, key: made.body.key };
}

async function newUser() {
  const session = await signIn(server);
  return { ...session, ...(await settle(session.accessToken)) };
}

const remove = (token: string, confirm: string) =>
  call<{ code?: string; deleted?: boolean }>(server, `DELETE /me?confirm=${confirm}`, { token });

const rowsOf = async (id: string): Promise<number> => {
  const [row] = await server.owner.query<{ n: number }[]>(
    `SELECT (SELECT count(*) FROM users WHERE id = $1) + (SELECT count(*) FROM wallets WHERE user_id = $1)
      + (SELECT count(*) FROM wallet_proofs WHERE user_id = $1)
      + (SELECT count(*) FROM api_keys WHERE user_id = $1)
      + (SELECT count(*) FROM external_identities WHERE user_id = $1)
      + (SELECT count(*) FROM refresh_tokens WHERE user_id = $1) AS n`,
    [id],
  );
  return Number(row?.n);
};

describe('a user who deletes their account', () => {
  it('types its name, and needs the scope admin', async () => {
    const user = await newUser();
    for (const confirm of ['', user.id, 'somebody_else', `${user.username}_`]) {
      expect((await remove(user.accessToken, confirm)).status).toBe(422);
    }
    const { body } = await call<{ key: string }>(server, 'POST /api-keys', {
      token: user.accessToken,
      body: { name: 'CI', scopes: ['read', 'publish'] },
    });
    expect((await remove(body.key, user.username)).status).toBe(403);
    expect((await call(server, 'GET /me', { token: user.accessToken })).status).toBe(200);
    expect((await remove(user.key, user.username)).body).toEqual({
      deleted: true,
      openCalls: 0,
      keptResults: 0,
      openRefunds: 0,
      kept: ['ledger', 'receipts', 'usage', 'usernames'],
    });
    expect(await rowsOf(user.id)).toBe(0);
  });

  it('types its id where it has no name', async () => {
    const { accessToken, user } = await signIn(server);
    expect((await remove(accessToken, 'null')).status).toBe(422);
    expect((await remove(accessToken, user.id)).status).toBe(200);
    expect(await rowsOf(user.id)).toBe(0);
  });

  it('finds no way back in: not by an access token, a refresh token or an API key', async () => {
    const user = await newUser();
    await remove(user.accessToken, user.username);
    for (const token of [user.accessToken, user.key]) {
      for (const route of ['GET /me', 'GET /probe/read', 'GET /api-keys', 'GET /probe/publish']) {
        expect((await call(server, route, { token })).status).toBe(401);
      }
      expect((await remove(token, user.username)).status).toBe(401);
    }
    const { refreshToken } = user;
    const renewed = await call(server, 'POST /auth/refresh', { body: { refreshToken } });
    expect(renewed.status).toBe(401);
  });

  it('begins anew with the same wallet, and without what was theirs', async () => {
    const user = await newUser();
    await remove(user.accessToken, user.username);
    const again = await signIn(server, user.wallet);
    expect(again.user).toMatchObject({ username: null, displayName: null });
    expect(again.user.id).not.toBe(user.id);
  });

  it('leaves a username that nobody else can have, and looks of it neither', async () => {
    const user = await newUser();
    await remove(user.accessToken, user.username);
    const { accessToken: token } = await signIn(server, user.wallet);
    for (const username of [user.username, `${user.username}_`]) {
      const { body } = await call(server, 'PATCH /me', { token, body: { username } });
      expect(body.code).toBe('username_taken');
    }
  });

  it('is not let in again by a JWT of before, and anew by one that is made later', async () => {
    const sub = 'leaver';
    const before = await issuer.token({ sub });
    const user = await settle(before);
    expect((await remove(before, user.username)).status).toBe(200);
    expect((await call(server, 'GET /me', { token: before })).status).toBe(401);
    server.clock.advance(1);
    const later = await call<Profile>(server, 'GET /me', { token: await issuer.token({ sub }) });
    expect(later.body).toMatchObject({ username: null });
    expect(later.body.id).not.toBe(user.id);
    expect((await call(server, 'GET /me', { token: before })).status).toBe(401);
  });
});

describe('the deletion of an account', () => {
  it('happens once, however often it is asked for at once', async () => {
    const user = await newUser();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => remove(user.accessToken, user.username)),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toContain(200);
    // Who came to the door after it was done is not known any more.
    expect([...statuses].filter((status) => status !== 200 && status !== 401)).toEqual([]);
    expect(await rowsOf(user.id)).toBe(0);
    const events = await server.owner.query(`SELECT type FROM outbox WHERE user_id = $1`, [
      user.id,
    ]);
    expect(events).toEqual([{ type: 'account.deleted' }]);
  });

  it('leaves no half of what is saved, signed in to or renewed meanwhile', async () => {
    for (let round = 0; round < 6; round += 1) {
      const user = await newUser();
      const message = await signedMessage(server, user.wallet);
      const { accessToken: token, refreshToken } = user;
      const body = { name: 'Late', scopes: ['read'] };
      const others = [
        ...Array.from({ length: 4 }, () => call(server, 'POST /api-keys', { token, body })),
        call<Tokens & { user: Profile }>(server, 'POST /auth/verify', { body: message }),
        call(server, 'POST /auth/refresh', { body: { refreshToken } }),
        call(server, `PUT /me/payout-wallets/${NETWORK}`, {
          token,
          body: { address: newWallet().address },
        }),
      ];
      const [deleted, ...answers] = await Promise.all([remove(token, user.username), ...others]);
      expect(deleted.status).toBe(200);
      for (const { status } of answers) expect([200, 201, 401]).toContain(status);
      expect(await rowsOf(user.id)).toBe(0);
    }
  });

  it('takes back nothing when the database is lost in the middle', async () => {
    const user = await newUser();
    const before = await rowsOf(user.id);
    const holder = server.owner.createQueryRunner();
    await holder.query('BEGIN');
    await holder.query(`SELECT FROM api_keys WHERE user_id = $1 FOR UPDATE`, [user.id]);
    const answer = remove(user.accessToken, user.username);
    const waiting = `SELECT pid FROM pg_stat_activity WHERE query LIKE 'DELETE FROM users%'
      AND wait_event_type = 'Lock' AND datname = current_database()`;
    let pids: { pid: number }[] = [];
    while (pids.length === 0) pids = await server.owner.query(waiting);
    await server.owner.query(`SELECT pg_terminate_backend($1)`, [pids[0]?.pid]);
    expect((await answer).status).toBeGreaterThanOrEqual(500);
    await holder.query('ROLLBACK');
    await holder.release();
    expect(await rowsOf(user.id)).toBe(before);
    expect((await remove(user.accessToken, user.username)).status).toBe(200);
  });

  it('is nothing that anybody else can do by raw SQL', async () => {
    const user = await newUser();
    const eve = await newUser();
    const as = (context: Parameters<typeof enter>[1], statement: string) =>
      server.asApplication.transaction(async (tx) => {
        await enter(tx, context);
        const [, affected] = await tx.query<[unknown, number]>(statement, [user.id]);
        return affected;
      });
    const statement = `DELETE FROM users WHERE id = $1`;
    expect(await as({ user: eve.id }, statement)).toBe(0);
    for (const context of [{}, { service: 'accounts' }, { service: 'execution' }] as const) {
      await expect(as(context, statement)).rejects.toThrow('permission denied');
    }
    expect(await as({ user: user.id }, statement)).toBe(1);
    expect(await rowsOf(eve.id)).toBeGreaterThan(0);
  });
});
