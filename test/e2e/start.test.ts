import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Environment } from '../../src/common/config/index.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { testServers } from '../setup/servers.js';
import { runToEnd } from './server-process.js';

const complete: Environment = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://api.example.com',
  DATABASE_URL: `postgres://coinslot:${randomUUID()}@127.0.0.1:1/coinslot`,
  AUTH_SECRET: 'a-secret-that-is-long-enough-to-sign-with',
  VAULT_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  RECEIPT_KEYS: `r1:${Buffer.alloc(32, 8).toString('base64')}`,
  VAULT_ACTIVE_KEY: 'k1',
  NETWORKS: 'eip155:8453',
  RPC_URLS: 'eip155:8453=https://rpc.example.com',
  FACILITATOR_URL: 'https://facilitator.example.com',
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('a start in production', () => {
  it.each([
    ['DATABASE_URL', undefined],
    ['VAULT_KEYS', undefined],
    ['VAULT_KEYS', 'k1:short'],
    ['RECEIPT_KEYS', undefined],
    ['AUTH_SECRET', 'too-short'],
    ['PUBLIC_URL', 'http://api.example.com'],
    ['FACILITATOR_URL', undefined],
    ['NETWORKS', 'mainnet'],
  ])('without a good %s (%s) ends with 1 and says what is wrong', async (name, value) => {
    const { code, text } = await runToEnd({ ...complete, [name]: value });
    expect(code).toBe(1);
    expect(text).toContain(`- ${name}: `);
    expect(text).toContain(`Example: ${name}=`);
    expect(text).not.toContain('too-short');
  });

  it('with nothing configured names everything at once', async () => {
    const { text } = await runToEnd({ NODE_ENV: 'production' });
    for (const name of ['PUBLIC_URL', 'DATABASE_URL', 'AUTH_SECRET', 'VAULT_KEYS', 'NETWORKS']) {
      expect(text).toContain(`- ${name}: is missing`);
    }
  });

  it('with a setting that makes no sense says so in one line, outside production too', async () => {
    const { code, text } = await runToEnd({ PORT: 'abc' });
    expect({ code, lines: text.trimEnd().split('\n') }).toEqual({
      code: 1,
      lines: [
        'Coinslot cannot start:',
        expect.stringMatching(/^ {2}- PORT: must be a whole number from 0 to 65535, .+PORT=3000$/),
      ],
    });
  });

  it.each([
    ['nothing answers', '127.0.0.1:1/none', 'nothing answers at 127.0.0.1:1'],
    [
      'the password is wrong',
      'SERVER/postgres',
      'SERVER refuses the role "planted" or its password',
    ],
    [
      'the database is missing',
      'OWNER/none_here',
      'SERVER has no database "none_here". Run npm run migrate first',
    ],
  ])('where %s says so in one line, also to who runs a command', async (_, place, reason) => {
    const { host, port, password } = testServers().postgres;
    const at = (text: string) =>
      text
        .replace('OWNER', `postgres:${password}@${host}:${port}`)
        .replace('SERVER', `${host}:${port}`);
    const login = place.startsWith('OWNER') ? '' : 'planted:planted-password@';
    const url = `postgres://${login}${at(place)}`;
    const given = { ...complete, DATABASE_URL: url, DATABASE_OWNER_URL: url };
    const told = (name: string) => ({
      code: 1,
      text: `Coinslot cannot start:\n  - ${name}: ${at(reason)}\n`,
    });
    expect(await runToEnd(given)).toEqual(told('DATABASE_URL'));
    expect(await runToEnd(given, 'dist/src/commands/check-ledger.js')).toEqual(
      told('DATABASE_URL'),
    );
    if (place.startsWith('OWNER')) return;
    expect(await runToEnd(given, 'dist/src/commands/migrate.js')).toEqual(
      told('DATABASE_OWNER_URL'),
    );
  });

  it('on a port that is taken logs no failure beside the line that says so', async () => {
    const { postgres, chain } = testServers();
    const { host, port } = postgres;
    const { code, text } = await runToEnd({
      ...complete,
      DATABASE_URL: database.appUrl,
      NETWORKS: 'eip155:84532',
      RPC_URLS: `eip155:84532=${chain.rpcUrl}`,
      PORT: String(port),
      HOST: host,
    });
    expect(code).toBe(1);
    expect(text).not.toMatch(/"level":[56]0/);
    expect(text).toContain(`- PORT: another program listens on ${port}.`);
  });

  it('with a node of another chain is refused', async () => {
    const { chain } = testServers();
    const { code, text } = await runToEnd({
      ...complete,
      DATABASE_URL: database.appUrl,
      RPC_URLS: `eip155:8453=${chain.rpcUrl}`,
    });
    expect(code).toBe(1);
    expect(text.split('\n').filter((line) => !line.startsWith('{'))).toEqual([
      'Coinslot cannot start:',
      '  - RPC_URLS: the node for eip155:8453 is on another chain, eip155:84532',
      '',
    ]);
  });

  it.each([
    ['a superuser', ['LOGIN SUPERUSER']],
    ['one with BYPASSRLS', ['LOGIN BYPASSRLS']],
    ['one that may make roles', ['LOGIN CREATEROLE']],
    ['a member of the owner', ['LOGIN IN ROLE postgres']],
    ['a member that inherits nothing', ['LOGIN NOINHERIT IN ROLE postgres']],
    ['a member of a member', ['NOLOGIN BYPASSRLS', 'NOLOGIN NOINHERIT', 'LOGIN']],
    ['one that may run programs', ['LOGIN IN ROLE pg_execute_server_program']],
  ])(
    'as a database role that row-level security does not bind is refused: %s',
    async (_, roles) => {
      const { code, text } = await startAs(roles);
      expect(code).toBe(1);
      expect(text.split('\n').filter((line) => !line.startsWith('{'))).toEqual([
        'Coinslot cannot start:',
        expect.stringMatching(/^ {2}- DATABASE_URL: the role "role_\w+" would bypass row-level/),
        '',
      ]);
      expect(text).not.toContain('planted');
    },
  );

  it('as a database role that may not become what users and services work as is refused', async () => {
    const { code, text } = await startAs(['LOGIN']);
    expect(code).toBe(1);
    expect(text).toMatch(/- DATABASE_URL: the role "role_\w+" may not become .+npm run migrate/);
  });
});

/** Starts as the last of new roles, each of which is a member of the one before it. */
async function startAs(roles: readonly string[]) {
  const owner = await createDataSource(database.ownerUrl);
  const made: string[] = [];
  try {
    for (const options of roles) {
      const name = `role_${randomUUID().replaceAll('-', '')}`;
      await owner.query(`CREATE ROLE ${name} PASSWORD 'planted' ${options}`);
      const above = made.at(-1);
      if (above !== undefined) await owner.query(`GRANT ${above} TO ${name}`);
      made.push(name);
    }
    const url = new URL(database.appUrl);
    url.username = made.at(-1) ?? '';
    url.password = 'planted';
    return await runToEnd({ ...complete, DATABASE_URL: url.href });
  } finally {
    for (const name of made.toReversed()) await owner.query(`DROP ROLE ${name}`);
    await owner.destroy();
  }
}
