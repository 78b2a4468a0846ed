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
  it('without good settings ends with 1 and says of each what is wrong', async () => {
    const bad = { VAULT_KEYS: 'k1:short', AUTH_SECRET: 'too-short', FACILITATOR_URL: undefined };
    const { code, text } = await runToEnd({ ...complete, ...bad });
    expect(code).toBe(1);
    for (const name of Object.keys(bad)) {
      expect(text).toContain(`- ${name}: `);
      expect(text).toContain(`Example: ${name}=`);
    }
    expect(text).not.toMatch(/too-short|k1:short/);
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
  ])('where %s says so in one line', async (_, place, reason) => {
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
  });

  it('says so too when a command finds no database', async () => {
    const nowhere = 'postgres://planted:planted-password@127.0.0.1:1/none';
    const given = { ...complete, DATABASE_URL: nowhere, DATABASE_OWNER_URL: nowhere };
    for (const [command, name] of [
      ['check-ledger', 'DATABASE_URL'],
      ['migrate', 'DATABASE_OWNER_URL'],
    ] as const) {
      expect(await runToEnd(given, `dist/src/commands/${command}.js`)).toEqual({
        code: 1,
        text: `Coinslot cannot start:\n  - ${name}: nothing answers at 127.0.0.1:1\n`,
      });
    }
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

  it('as a database role that row-level security does not bind is refused', async () => {
    const owner = await createDataSource(database.ownerUrl);
    const name = `role_${randomUUID().replaceAll('-', '')}`;
    await owner.query(`CREATE ROLE ${name} LOGIN BYPASSRLS PASSWORD 'planted'`);
    const url = new URL(database.appUrl);
    [url.username, url.password] = [name, 'planted'];
    const { code, text } = await runToEnd({ ...complete, DATABASE_URL: url.href });
    await owner.query(`DROP ROLE ${name}`);
    await owner.destroy();
    expect(code).toBe(1);
    expect(text.split('\n').filter((line) => !line.startsWith('{'))).toEqual([
      'Coinslot cannot start:',
      expect.stringMatching(/^ {2}- DATABASE_URL: the role "role_\w+" would bypass row-level/),
      '',
    ]);
    expect(text).not.toContain('planted');
  });
});
