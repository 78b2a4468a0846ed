import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceName } from '../../src/common/database/index.js';
import { type AccountsServer, NETWORK, startAccounts } from './accounts-server.js';
import { call, newWallet, signIn } from './client.js';
import { type Context, enter } from '../setup/enter.js';

type Row = Record<string, unknown>;
type Session = Awaited<ReturnType<typeof signIn>>;

const OWNED = ['wallets', 'wallet_proofs', 'api_keys', 'refresh_tokens'] as const;
const TABLES = ['users', ...OWNED] as const;

let server: AccountsServer;
let ada: Session;
let eve: Session;
beforeAll(async () => {
  server = await startAccounts();
  [ada, eve] = await Promise.all([signIn(server), signIn(server)]);
  for (const { accessToken: token } of [ada, eve]) {
    await call(server, 'POST /api-keys', { token, body: { name: 'CI', scopes: ['read'] } });
    await call(server, `PUT /me/payout-wallets/${NETWORK}`, {
      token,
      body: { address: newWallet().address },
    });
  }
});
afterAll(() => server.stop());

/** Runs one statement as the application's role, in the context that the settings make. */
function run(context: Context, sql: string, values: unknown[] = []) {
  return server.asApplication.transaction(async (tx): Promise<{ rows: Row[]; count: number }> => {
    await enter(tx, context);
    const result: unknown = await tx.query(sql, values);
    // TypeORM answers INSERT and SELECT with rows, UPDATE and DELETE with [rows, count].
    const [first, count] = result as [unknown, unknown];
    return typeof count === 'number'
      ? { rows: first as Row[], count }
      : { rows: result as Row[], count: (result as Row[]).length };
  });
}

const asEve = (sql: string, values?: unknown[]) => run({ user: eve.user.id }, sql, values);

/** All rows of a user as their owner sees them, to compare before and after. */
async function everythingOf(user: string): Promise<unknown> {
  const owned = await Promise.all(
    OWNED.map((table) =>
      server.owner.query(`SELECT * FROM ${table} WHERE user_id = $1 ORDER BY 1`, [user]),
    ),
  );
  return [await server.owner.query(`SELECT * FROM users WHERE id = $1`, [user]), ...owned];
}

describe('without a context', () => {
  it.each([...TABLES, 'auth_nonces'])('%s cannot be read', async (table) => {
    await expect(run({}, `SELECT FROM ${table}`)).rejects.toThrow(/permission denied/);
  });
});

describe('as a user, in raw SQL', () => {
  it('only my own rows are there', async () => {
    expect((await asEve(`SELECT id FROM users`)).rows).toEqual([{ id: eve.user.id }]);
    for (const table of ['wallets', 'wallet_proofs', 'api_keys']) {
      const { rows } = await asEve(`SELECT user_id FROM ${table}`);
      expect(rows.length).toBeGreaterThan(0);
      expect(new Set(rows.map((row) => row['user_id']))).toEqual(new Set([eve.user.id]));
    }
  });

  it('refresh tokens and nonces are not there at all', async () => {
    for (const sql of [
      `SELECT FROM refresh_tokens`,
      `SELECT FROM auth_nonces`,
      `SELECT FROM usernames`,
      `UPDATE refresh_tokens SET rotated_at = now()`,
      `DELETE FROM refresh_tokens`,
    ]) {
      await expect(asEve(sql)).rejects.toThrow(/permission denied/);
    }
  });

  it.each([
    [`UPDATE users SET username = 'owned' WHERE id = $1`],
    [
      `UPDATE wallets SET address = '0x0000000000000000000000000000000000000001' WHERE user_id = $1`,
    ],
    [`DELETE FROM wallets WHERE user_id = $1`],
    [`UPDATE api_keys SET revoked_at = now() WHERE user_id = $1`],
  ])('nothing of another user changes: %s', async (sql) => {
    const before = await everythingOf(ada.user.id);
    expect((await asEve(sql, [ada.user.id])).count).toBe(0);
    expect(await everythingOf(ada.user.id)).toEqual(before);
  });

  it.each([
    [`INSERT INTO users (id) VALUES (gen_random_uuid())`],
    [
      `INSERT INTO wallets (user_id, network, address, purpose)
       SELECT $1, 'eip155:1', '0x0000000000000000000000000000000000000001', 'payout'`,
    ],
    [
      `INSERT INTO api_keys (user_id, name, prefix, secret_hash, scopes)
       SELECT $1, 'x', 'x', sha256('x'), '{admin}'`,
    ],
    [
      `INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at)
       SELECT sha256('x'), gen_random_uuid(), $1, now()`,
    ],
  ])('nothing can be made in the name of another: %s', async (sql) => {
    const values = sql.includes('$1') ? [ada.user.id] : [];
    await expect(asEve(sql, values)).rejects.toThrow(/row-level security|permission denied/);
  });

  it('my sign-in wallet cannot be added, changed or removed', async () => {
    const address = newWallet().address;
    await expect(
      asEve(
        `INSERT INTO wallets (user_id, network, address, purpose) VALUES ($1, 'eip155:1', $2, 'sign_in')`,
        [eve.user.id, address],
      ),
    ).rejects.toThrow(/row-level security/);
    const before = await everythingOf(eve.user.id);
    const mine = `user_id = $1 AND purpose = 'sign_in'`;
    const removed = await asEve(`DELETE FROM wallets WHERE ${mine}`, [eve.user.id]);
    const changed = await asEve(`UPDATE wallets SET address = $2 WHERE ${mine}`, [
      eve.user.id,
      address,
    ]);
    expect([removed.count, changed.count]).toEqual([0, 0]);
    expect(await everythingOf(eve.user.id)).toEqual(before);
  });

  it('nothing can be said to be proven', async () => {
    const proof = `INSERT INTO wallet_proofs (user_id, address, method, proven_at)
      VALUES ($1, $2, 'signature', now())`;
    await expect(asEve(proof, [eve.user.id, newWallet().address])).rejects.toThrow(
      /permission denied/,
    );
  });

  it.each([
    [`UPDATE users SET id = gen_random_uuid()`],
    [`UPDATE wallets SET user_id = app_user()`],
    [`UPDATE wallets SET purpose = 'sign_in'`],
    [`UPDATE wallet_proofs SET user_id = app_user()`],
    [`DELETE FROM wallet_proofs`],
    [`UPDATE api_keys SET scopes = '{admin}'`],
    [`UPDATE api_keys SET secret_hash = sha256('x')`],
    [`DELETE FROM api_keys`],
    [`UPDATE refresh_tokens SET user_id = app_user()`],
    [`TRUNCATE users CASCADE`],
  ])('the role may not do this at all: %s', async (sql) => {
    await expect(asEve(sql)).rejects.toThrow(/permission denied/);
  });
});

/** How many rows a service sees; undefined where it may not look at all. */
function seen(service: ServiceName, table: string): Promise<number | void> {
  return run({ service }, `SELECT FROM ${table}`).then(
    ({ rows }) => rows.length,
    (error: Error) => {
      expect(error.message).toMatch(/permission denied/);
    },
  );
}

describe('as a service', () => {
  it.each<[ServiceName, Record<string, number>]>([
    // Of names, those that are nobody's any more.
    ['storefront', { users: 2, usernames: 0 }],
    ['execution', {}],
    ['payments', {}],
    [
      'accounts',
      { users: 2, wallets: 4, wallet_proofs: 2, api_keys: 2, refresh_tokens: 2, auth_nonces: 2 },
    ],
  ])('%s sees only what its work needs', async (service, expected) => {
    for (const table of [...TABLES, 'auth_nonces', 'usernames']) {
      expect([table, await seen(service, table)]).toEqual([table, expected[table]]);
    }
  });

  it('storefront learns names only, and changes nothing', async () => {
    for (const sql of [`SELECT display_name FROM users`, `UPDATE users SET display_name = 'x'`]) {
      await expect(run({ service: 'storefront' }, sql)).rejects.toThrow(/permission denied/);
    }
  });
});

describe('when a user is deleted', () => {
  it('everything of theirs goes with them', async () => {
    const { user, accessToken: token } = await signIn(server);
    await call(server, 'POST /api-keys', { token, body: { name: 'CI', scopes: ['read'] } });
    await server.owner.query(`DELETE FROM users WHERE id = $1`, [user.id]);
    expect(await everythingOf(user.id)).toEqual([[], [], [], [], []]);
  });
});
