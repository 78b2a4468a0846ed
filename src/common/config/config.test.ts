import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, type Environment, parseConfig } from './config.js';
import { envExample, settingsTable } from './env-example.js';

const complete: Environment = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://api.example.com',
  DATABASE_URL: 'postgres://coinslot:password@127.0.0.1:5432/coinslot',
  AUTH_SECRET: 'a'.repeat(32),
  VAULT_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  VAULT_ACTIVE_KEY: 'k1',
  RECEIPT_KEYS: `r1:${Buffer.alloc(32, 2).toString('base64')}`,
  NETWORKS: 'eip155:8453',
  RPC_URLS: 'eip155:8453=https://rpc.example.com',
  FACILITATOR_URL: 'https://facilitator.example.com',
};

function problemsOf(environment: Environment): readonly string[] {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  throw new Error('the configuration was accepted');
}

describe('configuration', () => {
  it('is accepted when complete, with typed values', () => {
    const config = parseConfig(complete);
    expect(config.PORT).toBe(3000);
    expect(config.NETWORKS).toEqual(['eip155:8453']);
    expect(config.VAULT_KEYS.get('k1')).toHaveLength(32);
  });

  it.each([
    ['true', true],
    ['false', false],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('believes X-Forwarded-For of whom TRUST_PROXY=%s names', (text, value) => {
    expect(parseConfig({ ...complete, TRUST_PROXY: text }).TRUST_PROXY).toEqual(value);
  });

  it.each([
    'PUBLIC_URL',
    'DATABASE_URL',
    'AUTH_SECRET',
    'VAULT_KEYS',
    'VAULT_ACTIVE_KEY',
    'NETWORKS',
    'RPC_URLS',
  ])('refuses to do without %s and shows an example', (name) => {
    const problems = problemsOf({ ...complete, [name]: undefined });
    expect(problems).toContainEqual(
      expect.stringMatching(`^${name}: is missing\\. .+ Example: ${name}=`),
    );
  });

  it.each([
    ['PUBLIC_URL', 'http://api.example.com', 'https in production'],
    ['PUBLIC_URL', 'https://api.example.com/path', 'origin'],
    ['DATABASE_URL', 'mysql://somewhere', 'postgres://'],
    ['PORT', '70000', '65535'],
    ['AUTH_SECRET', 'short-and-planted', 'at least 32'],
    ['ADMIN_API_KEY', 'short-and-planted', 'at least 32'],
    ['VAULT_KEYS', 'k1:cGxhbnRlZA==', '32 bytes'],
    ['VAULT_ACTIVE_KEY', 'k2', 'VAULT_KEYS'],
    ['NETWORKS', 'base', 'CAIP-2'],
    ['NETWORKS', 'eip155:8453,eip155:1', 'RPC_URLS: must have an entry for eip155:1'],
    ['FACILITATOR_URL', '', 'exactly one'],
    ['FACILITATOR_PRIVATE_KEY', `0x${'1'.repeat(64)}`, 'exactly one'],
    ['LOG_LEVEL', 'loud', 'info'],
    ['TRUST_PROXY', 'somebody', 'CIDR'],
    ['TRUST_PROXY', '10.0.0.0/33', 'CIDR'],
  ])('refuses %s=%s, saying %j and not repeating secrets', (name, value, reason) => {
    const problems = problemsOf({ ...complete, [name]: value }).join('\n');
    expect(problems).toContain(reason);
    expect(problems).not.toMatch(/planted|cGxhbnRlZA/);
  });

  it('reports everything that is wrong at once', () => {
    expect(problemsOf({}).length).toBeGreaterThanOrEqual(7);
  });
});

describe('the documented settings', () => {
  it('are those of .env.example', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });

  it('are those of the README', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toContain(settingsTable());
  });
});
