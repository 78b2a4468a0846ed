import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Environment } from '../../src/common/config/index.js';
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

  it('as a database role that row-level security does not bind is refused', async () => {
    const { postgres, template } = testServers();
    const url = `postgres://postgres:${postgres.password}@${postgres.host}:${postgres.port}/${template}`;
    const { code, text } = await runToEnd({ ...complete, DATABASE_URL: url });
    expect(code).toBe(1);
    expect(text).toContain('would bypass row-level security');
    expect(text).not.toContain(postgres.password);
  });
});
