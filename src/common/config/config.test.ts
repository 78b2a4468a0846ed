import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { assertGiven, parseConfig } from './config.js';
import { ConfigError, type Environment } from './read-settings.js';
import { envExample, withSettingsTable } from './settings-texts.js';

const complete: Environment = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://api.example.com',
  DATABASE_URL: 'postgres://coinslot:a-password@127.0.0.1:5432/coinslot',
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
    throw error;
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
    ['FACILITATOR_URL', '', 'FACILITATOR_URL: must be given where FACILITATOR_PRIVATE_KEY is not'],
    [
      'FACILITATOR_PRIVATE_KEY',
      `0x${'1'.repeat(64)}`,
      'FACILITATOR_URL: must be left out beside FACILITATOR_PRIVATE_KEY',
    ],
    ['SOLANA_FEE_PAYER_KEY', 'planted'.repeat(12), 'must be the key of a wallet of Solana'],
    [
      'SOLANA_FEE_PAYER_KEY',
      '2AXDGYSE4f2sz7tvMMzyHvUfcoJmxudvdhBcmiUSo6iuCXagjUCKEQF21awZnUGxmwD4m9vGXuC3qieHXJQHAcT',
      'FACILITATOR_URL: must be left out beside SOLANA_FEE_PAYER_KEY',
    ],
    ['LOG_LEVEL', 'loud', 'info'],
    ['TRUST_PROXY', 'somebody', 'CIDR'],
    ['PINTEREST_CLIENT_ID', 'planted', 'PINTEREST_CLIENT_SECRET: give all of'],
    ['KLAVIYO_CLIENT_SECRET', 'planted-planted', 'KLAVIYO_CLIENT_ID: give all of'],
    ['ANTHROPIC_OAUTH_CLIENT_ID', 'planted', 'ANTHROPIC_OAUTH_TOKEN_URL: give all of'],
    ['TRUST_PROXY', '10.0.0.0/33', 'CIDR'],
  ])('refuses %s=%s, saying %j and not repeating secrets', (name, value, reason) => {
    const problems = problemsOf({ ...complete, [name]: value }).join('\n');
    expect(problems).toContain(reason);
    expect(problems).not.toMatch(/planted|cGxhbnRlZA/);
  });

  const key = Buffer.alloc(32, 3).toString('base64');
  it.each([
    ...['abc', '1e3', '0x10', ' 80', '80 ', '080', '-0', '+80', '8_0', '80.0', '٣٠', '  '].map(
      (text) => ['PORT', text] as const,
    ),
    ['LLM_TIMEOUT_MS', '120s'],
    ['LLM_TIMEOUT_MS', '1e5'],
    ['RESULT_RETENTION_DAYS', '0x1e'],
    ['STORAGE_MAX_PRICE_USDC', '2e-2'],
    ['HOST', ' 127.0.0.1'],
    ['PUBLIC_URL', 'api.example.com'],
    ['DATABASE_URL', 'coinslot'],
    ['VAULT_ACTIVE_KEY', ' '],
    ['VAULT_KEYS', `k1:${key},`],
    ['VAULT_KEYS', `k1:${key},k1:${key}`],
    ['VAULT_KEYS', `k1:${key.slice(0, -1)}`],
    ['VAULT_KEYS', `k1:${key.slice(0, 10)} ${key.slice(10)}`],
    ['RECEIPT_KEYS', ','],
    ['NETWORKS', 'eip155:8453,,'],
    ['NETWORKS', 'eip155:8453,eip155:8453'],
    ['NETWORKS', 'eip155:08453'],
    ['NETWORKS', 'eip155:-1'],
    ['RPC_URLS', 'eip155:8453=https://a.example,eip155:8453=https://b.example'],
    ['RPC_URLS', 'eip155:8453=https://a.example,'],
    ['RPC_URLS', 'eip155:8453=ws://a.example'],
    ['RPC_URLS', 'base=https://a.example'],
    ['WALLET_FACTORIES', '0xBA5ED110eFDBa3D005bfC882d75358ACBbB8584'],
    ['WALLET_FACTORIES', '0xBA5ED110eFDBa3D005bfC882d75358ACBbB85843'],
    ['WALLET_FACTORIES', `0x${'ab'.repeat(20)},0x${'ab'.repeat(20)}`],
    ['WALLET_FACTORIES', 'none,'],
    ['FACILITATOR_URL', 'https://a.example,,https://b.example'],
    ['FACILITATOR_URL', 'https://a.example,https://a.example'],
    ['FACILITATOR_TOKEN', 'https://a.example=one,two'],
    ['FACILITATOR_TOKEN', 'https://a.example=one,https://a.example=two'],
    ['FACILITATOR_TOKEN', 'https://a.example='],
    ['FACILITATOR_TOKEN', 'two words'],
    ['TRUST_PROXY', '10.0.0.0/8,'],
    ['TRUST_PROXY', '10/8'],
    ['TRUST_PROXY', '1e1'],
    ['EGRESS_ALLOW', 'billing.internal:80,,10.0.0.0/8'],
    ['EGRESS_ALLOW', '0x0a.0/8'],
    ['CORS_ORIGINS', 'https://app.example.com/'],
    ['CORS_ORIGINS', 'app.example.com'],
    ['CORS_ORIGINS', '*,'],
    ['ANTHROPIC_BASE_URL', 'http:api.example'],
    ['STORAGE_URL', ' https://storage.example'],
  ])('does not guess what %s=%j may mean', (name, value) => {
    expect(problemsOf({ ...complete, [name]: value }).join('\n')).toMatch(
      new RegExp(`^${name}: must `, 'm'),
    );
  });

  it('can be looked at before the rest of it is there, so that nothing is started in vain', () => {
    expect(() => assertGiven({ PORT: 'abc' })).toThrow(/^ {2}- PORT: must be a whole number/m);
    expect(() => assertGiven({ PORT: '3001' })).not.toThrow();
  });

  it('reports everything that is wrong at once', () => {
    expect(problemsOf({}).length).toBeGreaterThanOrEqual(7);
  });

  it('tells of settings that do not fit together in the same round as of missing ones', () => {
    const { AUTH_SECRET: _missing, ...rest } = complete;
    const wrong = {
      ...rest,
      VAULT_ACTIVE_KEY: 'k2',
      FACILITATOR_URL: '',
      PUBLIC_URL: 'http://api.example.com',
      NETWORKS: 'eip155:8453,eip155:1',
      KLAVIYO_CLIENT_ID: 'klaviyo',
      SHOPIFY_CLIENT_ID: 'shopify',
    };
    expect(problemsOf(wrong).map((problem) => problem.split('.')[0])).toEqual([
      'AUTH_SECRET: is missing',
      'VAULT_ACTIVE_KEY: must be one of the ids in VAULT_KEYS',
      'RPC_URLS: must have an entry for eip155:1',
      'FACILITATOR_URL: must be given where FACILITATOR_PRIVATE_KEY is not',
      'PUBLIC_URL: must be https in production',
      'SHOPIFY_CLIENT_SECRET: must be given with SHOPIFY_CLIENT_ID',
      'KLAVIYO_CLIENT_SECRET: give all of KLAVIYO_CLIENT_ID, KLAVIYO_CLIENT_SECRET or none',
    ]);
  });
});

/** What is said of `text` as a setting, where everything else is good. */
function refusals(name: string, text: string, mode = 'production'): readonly string[] {
  try {
    assertGiven({ ...complete, NODE_ENV: mode, [name]: text });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the published examples', () => {
  const examples = [...envExample().matchAll(/^# ([A-Z_]+)=(.+)$/gm)].map(([, name, text]) => ({
    name: String(name),
    text: String(text),
  }));
  /** What must be kept from others, by what such settings are called. */
  const secrets = examples.filter(
    ({ name }) =>
      /SECRET(?!_PREVIOUS_UNTIL)|_KEYS$|_API_KEY$|_PRIVATE_KEY$|_PAYER_KEY$|TOKEN$|_HEADERS$|DATABASE|REDIS/.test(
        name,
      ) && !/_MS$|_SIZE$/.test(name),
  );
  it.each(secrets)('are no secrets in production: $name', ({ name, text }) => {
    expect(refusals(name, text)).toEqual([
      expect.stringMatching(`^${name}: must not hold the published example in production`),
    ]);
    expect(refusals(name, text, 'development')).toEqual([]);
  });

  it('are no entries of a list either, whatever they are called there', () => {
    const key = 'other:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
    const refused = [expect.stringContaining('published example')];
    expect(refusals('VAULT_KEYS', `${complete['VAULT_KEYS']},${key}`)).toEqual(refused);
    expect(refusals('RECEIPT_KEYS', `${complete['RECEIPT_KEYS']}, ${key}`)).toEqual(refused);
    expect(refusals('FACILITATOR_TOKEN', 'https://f.example=token')).toEqual(refused);
    expect(refusals('FACILITATOR_TOKEN', 'https://f.example=a-token')).toEqual([]);
  });

  it('are good values of what is no secret', () => {
    for (const { name, text } of examples.filter((one) => !secrets.includes(one))) {
      expect(refusals(name, text)).toEqual([]);
    }
  });
});

describe('the documented settings', () => {
  it('are those of .env.example', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });

  it('are written between the markers of the README, and nothing else of it changes', () => {
    const readme = readFileSync('README.md', 'utf8');
    const stale = readme.replace(/^\| `PORT` .*\n/m, '').replace(/^\| `HOST` .*\n/m, '| old |\n');
    expect(stale).not.toBe(readme);
    expect(withSettingsTable(stale)).toBe(readme);
    expect(() => withSettingsTable('# No markers')).toThrow('README.md lacks the markers');
  });

  it('are those of the README', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toBe(withSettingsTable(readme));
  });
});

describe('EXTERNAL_ISSUERS', () => {
  const auth0 = { issuer: 'https://tenant.eu.auth0.com/', audience: 'https://api.example.com' };
  const supabase = {
    issuer: 'https://ref.supabase.co/auth/v1',
    audience: ['authenticated'],
    secret: 's'.repeat(40),
    scopes: ['read'],
  };
  const issuers = (...list: unknown[]) => ({ ...complete, EXTERNAL_ISSUERS: JSON.stringify(list) });

  it('says by what the tokens of each issuer are verified', () => {
    const keys = {
      ...auth0,
      issuer: 'https://id.example.com',
      jwksUrl: 'https://id.example.com/k',
    };
    const read = parseConfig(issuers(auth0, supabase, keys)).EXTERNAL_ISSUERS;
    expect(read.map((issuer) => issuer.keys.kind)).toEqual(['discovery', 'secret', 'jwks']);
    expect(read[0]).toMatchObject({ audiences: [auth0.audience], clockSkewSeconds: 30 });
    expect(read[0]?.algorithms).not.toContain('HS256');
    expect(read[1]).toMatchObject({ algorithms: ['HS256'], scopes: ['read'] });
  });

  it.each<[string, unknown]>([
    ['number 1: audience', { issuer: auth0.issuer }],
    ['number 1: issuer', { ...auth0, issuer: 'tenant' }],
    ['number 1: secret', { ...supabase, secret: 'too-short-a-secret' }],
    ['not both', { ...supabase, jwksUrl: 'https://id.example.com/k' }],
    ['HS256', { ...supabase, algorithms: ['RS256'] }],
    ['algorithms', { ...auth0, algorithms: ['HS256'] }],
    ['algorithms', { ...auth0, algorithms: ['none'] }],
    ['scopes', { ...auth0, scopes: ['root'] }],
    ['clockSkewSeconds', { ...auth0, clockSkewSeconds: 301 }],
    ['secert', { ...auth0, secert: 'misspelt-secret-misspelt-secret-misspelt' }],
    ['PUBLIC_URL', { ...auth0, issuer: complete['PUBLIC_URL'] }],
    ['https in production', { ...auth0, issuer: 'http://id.example.com' }],
    ['https in production', { ...auth0, jwksUrl: 'http://id.example.com/k' }],
  ])('is refused, naming %s, and shows no secret', (reason, issuer) => {
    const [problem = ''] = problemsOf(issuers(issuer));
    expect(problem).toMatch(/^EXTERNAL_ISSUERS: /);
    expect(problem).toContain(reason);
    expect(problem).not.toMatch(/short-a-secret|misspelt-secret|ssss/);
  });

  it('is refused when it is no list, and when it names an issuer twice', () => {
    const texts = ['{', '{}', 'https://id.example.com', JSON.stringify([auth0, auth0])];
    for (const EXTERNAL_ISSUERS of texts) {
      expect(problemsOf({ ...complete, EXTERNAL_ISSUERS })).toHaveLength(1);
    }
  });
});
