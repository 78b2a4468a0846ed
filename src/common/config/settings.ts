import { z } from 'zod';
import { eventSettings } from './event-settings.js';
import { accountSettings } from './account-settings.js';
import { connectionSettings } from './connection-settings.js';
import { indexSettings } from './index-settings.js';
import { observationSettings } from './observation-settings.js';
import { oauthSettings } from './oauth-settings.js';
import { paymentSettings } from './payment-settings.js';
import { setting } from './setting.js';
import { shopifySettings } from './shopify-settings.js';
import { storageSettings } from './storage-settings.js';
import {
  egressAllowance,
  httpUrl,
  keyring,
  origin,
  originList,
  postgresUrl,
  redisUrl,
  trustedProxies,
  wholeNumber,
  word,
} from './setting-types.js';

/**
 * Every environment variable Coinslot reads. The type, the default, the explanation and the example
 * stand here once; validation, `.env.example` and the README's table are made from it.
 */
export const settings = z.object({
  NODE_ENV: setting(
    {
      description:
        '`production` switches the sandbox off: every required setting must then be given, and no secret may be the example shown here',
      example: 'production',
    },
    z.enum(['development', 'test', 'production']).default('development'),
  ),
  HOST: setting(
    { description: 'Address to listen on', example: '0.0.0.0' },
    word.default('127.0.0.1'),
  ),
  PORT: setting(
    { description: 'Port to listen on', example: '3000' },
    wholeNumber(0, 65_535).default(3000),
  ),
  PUBLIC_URL: setting(
    {
      description: 'Origin under which buyers reach this server; signed offers and sign-in name it',
      example: 'https://api.example.com',
    },
    origin,
  ),
  CONTACT_EMAIL: setting(
    {
      description:
        'Who answers for this server: buyers find it in the OpenAPI documents, and indexes ask for it',
      example: 'help@example.com',
    },
    z.email('must be an e-mail address').optional(),
  ),
  TRUST_PROXY: setting(
    {
      description:
        'Whose X-Forwarded-For is believed: how many proxies stand in front, or their addresses as CIDR entries; `true` believes everybody, so only behind a proxy that overwrites it',
      example: '1',
    },
    trustedProxies,
  ),
  LOG_LEVEL: setting(
    { description: 'fatal, error, warn, info, debug, trace or silent', example: 'info' },
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ),
  ...observationSettings,
  DATABASE_URL: setting(
    {
      description: 'PostgreSQL, as a role that owns nothing and cannot bypass row-level security',
      example: 'postgres://coinslot:password@127.0.0.1:5432/coinslot',
      isSecret: true,
    },
    postgresUrl,
  ),
  DATABASE_LISTEN_URL: setting(
    {
      description:
        'The same database without a pooler between, for what needs connections of its own; give it if DATABASE_URL leads through a pooler in transaction mode',
      example: 'postgres://coinslot:password@127.0.0.1:5432/coinslot',
      isSecret: true,
    },
    postgresUrl.optional(),
  ),
  DATABASE_OWNER_URL: setting(
    {
      description: 'PostgreSQL, as the owner of the tables; only the migrate command uses it',
      example: 'postgres://owner:password@127.0.0.1:5432/coinslot',
      isSecret: true,
    },
    postgresUrl.optional(),
  ),
  DATABASE_POOL_SIZE: setting(
    {
      description:
        'Connections for requests that this process holds at the most; five more listen, keep leases and run jobs',
      example: '10',
    },
    wholeNumber(2, 200).default(10),
  ),
  DATABASE_TIMEOUT_MS: setting(
    {
      description:
        'How long one statement may take; a connection that is silent for longer is closed',
      example: '10000',
    },
    wholeNumber(500, 300_000).default(10_000),
  ),
  REDIS_URL: setting(
    {
      description:
        'Redis that counts requests for rate limits; without it, and while it does not answer, PostgreSQL counts them',
      example: 'redis://:password@127.0.0.1:6379',
      isSecret: true,
    },
    redisUrl.optional(),
  ),
  ...accountSettings,
  VAULT_KEYS: setting(
    {
      description:
        'Keyring that encrypts credentials: `id:key` pairs separated by commas, each key 32 bytes in base64, `openssl rand -base64 32`',
      example: 'k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
      isSecret: true,
    },
    keyring,
  ),
  VAULT_ACTIVE_KEY: setting(
    {
      description: 'Id of the key in VAULT_KEYS that new credentials are encrypted with',
      example: 'k1',
    },
    word,
  ),
  RECEIPT_KEYS: setting(
    {
      description:
        'Ed25519 keys that sign receipts: `id:seed` pairs separated by commas, each seed 32 bytes in base64, `openssl rand -base64 32`; the first signs, all are published',
      example: 'r1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
      isSecret: true,
    },
    keyring,
  ),
  RESULT_RETENTION_DAYS: setting(
    {
      description: 'How long buyers can fetch what they paid for; then only the accounting stays',
      example: '30',
    },
    wholeNumber(1, 3_650).default(30),
  ),
  ...paymentSettings,
  ...indexSettings,
  ...storageSettings,
  ...eventSettings,
  RUN_TIMEOUT_MS: setting(
    {
      description:
        'How long one paid or test run may take before it is given up; by default ten minutes, or six times LLM_TIMEOUT_MS where that is longer',
      example: '600000',
    },
    wholeNumber(100, 86_400_000).optional(),
  ),
  SHUTDOWN_TIMEOUT_MS: setting(
    {
      description:
        'How long the server may take to end after SIGTERM: calls under way finish until shortly before; less than what the platform waits before it kills',
      example: '150000',
    },
    wholeNumber(1_000, 3_600_000).default(150_000),
  ),
  ANTHROPIC_BASE_URL: setting(
    { description: 'Where Claude is reached', example: 'https://api.anthropic.com' },
    httpUrl.default('https://api.anthropic.com'),
  ),
  OPENROUTER_BASE_URL: setting(
    { description: 'Where OpenRouter is reached', example: 'https://openrouter.ai/api/v1' },
    httpUrl.default('https://openrouter.ai/api/v1'),
  ),
  LLM_TIMEOUT_MS: setting(
    { description: 'How long one answer of a model may take', example: '120000' },
    wholeNumber(100, 3_600_000).default(120_000),
  ),
  BARE_MODELS: setting(
    {
      description:
        'What becomes of a resource that adds no instructions of its creator’s to a model: `warn`, or `refuse` it, as the terms of model providers restrict selling bare access',
      example: 'warn',
    },
    z.enum(['warn', 'refuse']).default('warn'),
  ),
  PROVIDER_TERMS: setting(
    {
      description:
        'Whether creators accept the terms of a model’s provider before they publish: `require`, which production does where nothing is said, or `ignore`',
      example: 'require',
    },
    z.enum(['require', 'ignore']).optional(),
  ),
  ...connectionSettings,
  ...shopifySettings,
  ...oauthSettings,
  EGRESS_ALLOW: setting(
    {
      description:
        'Targets in private networks that users’ URLs and connected services may reach: `host:port` or CIDR entries separated by commas',
      example: 'billing.internal:8080,10.20.0.0/16',
    },
    egressAllowance,
  ),
  PROXY_MAX_ANSWER_BYTES: setting(
    {
      description:
        'Largest answer of a seller’s endpoint that is passed on; it is kept in the database for as long as results are',
      example: '67108864',
    },
    wholeNumber(1, 1_073_741_824).default(67_108_864),
  ),
  CORS_ORIGINS: setting(
    {
      description:
        'Browser origins that may call the account API, separated by commas; `*` for all',
      example: 'https://app.example.com',
    },
    originList,
  ),
});

/** The validated settings, by the names of their environment variables. */
export type Settings = z.infer<typeof settings>;
