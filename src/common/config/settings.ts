import { z } from 'zod';
import {
  evmNetworkIds,
  facilitatorList,
  facilitatorTokens,
  httpUrl,
  keyring,
  origin,
  postgresUrl,
  rpcUrls,
  secret,
  textList,
  wholeNumber,
} from './setting-types.js';

/** What a setting says of itself in `.env.example`, the README and start-up errors. */
interface SettingNotes {
  readonly description: string;
  readonly example: string;
}

function setting<T extends z.ZodType>(notes: SettingNotes, type: T): T {
  return type.meta({ ...notes });
}

/**
 * Every environment variable Coinslot reads. The type, the default, the explanation and the example
 * stand here once; validation, `.env.example` and the README's table are made from it.
 */
export const settings = z.object({
  NODE_ENV: setting(
    {
      description: '`production` switches the sandbox off: every setting must then be given',
      example: 'production',
    },
    z.enum(['development', 'test', 'production']).default('development'),
  ),
  HOST: setting(
    { description: 'Address to listen on', example: '0.0.0.0' },
    z.string().min(1).default('127.0.0.1'),
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
  TRUST_PROXY: setting(
    { description: 'Whether a proxy in front sets X-Forwarded-For', example: 'true' },
    z.stringbool().default(false),
  ),
  LOG_LEVEL: setting(
    { description: 'fatal, error, warn, info, debug, trace or silent', example: 'info' },
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ),
  DATABASE_URL: setting(
    {
      description: 'PostgreSQL, as a role that owns nothing and cannot bypass row-level security',
      example: 'postgres://coinslot:password@127.0.0.1:5432/coinslot',
    },
    postgresUrl,
  ),
  DATABASE_OWNER_URL: setting(
    {
      description: 'PostgreSQL, as the owner of the tables; only the migrate command uses it',
      example: 'postgres://owner:password@127.0.0.1:5432/coinslot',
    },
    postgresUrl.optional(),
  ),
  DATABASE_POOL_SIZE: setting(
    { description: 'Connections this process holds at the most', example: '10' },
    wholeNumber(2, 200).default(10),
  ),
  AUTH_SECRET: setting(
    {
      description: 'Signs access tokens; at least 32 characters, `openssl rand -base64 48`',
      example: 'change-me-change-me-change-me-change-me',
    },
    secret(32),
  ),
  ADMIN_API_KEY: setting(
    {
      description:
        'Opens the admin API to whoever sends it as `x-admin-key`; at least 32 characters, `openssl rand -base64 48`. Without it there is no admin API',
      example: 'change-me-change-me-change-me-change-me',
    },
    secret(32).optional(),
  ),
  VAULT_KEYS: setting(
    {
      description:
        'Keyring that encrypts credentials: `id:key` pairs separated by commas, each key 32 bytes in base64, `openssl rand -base64 32`',
      example: 'k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    },
    keyring,
  ),
  VAULT_ACTIVE_KEY: setting(
    {
      description: 'Id of the key in VAULT_KEYS that new credentials are encrypted with',
      example: 'k1',
    },
    z.string().min(1),
  ),
  RECEIPT_KEYS: setting(
    {
      description:
        'Ed25519 keys that sign receipts: `id:seed` pairs separated by commas, each seed 32 bytes in base64, `openssl rand -base64 32`; the first signs, all are published',
      example: 'r1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
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
  NETWORKS: setting(
    {
      description: 'Networks buyers can pay on, as CAIP-2 ids separated by commas',
      example: 'eip155:8453',
    },
    evmNetworkIds,
  ),
  RPC_URLS: setting(
    {
      description: 'JSON-RPC endpoint of every network: `network=url` pairs separated by commas',
      example: 'eip155:8453=https://mainnet.base.org',
    },
    rpcUrls,
  ),
  FACILITATOR_URL: setting(
    {
      description:
        'x402 facilitators that verify and settle, separated by commas and tried in this order: each a URL, or `network=url`; this or FACILITATOR_PRIVATE_KEY',
      example: 'https://facilitator.example.com',
    },
    facilitatorList,
  ),
  FACILITATOR_TOKEN: setting(
    {
      description:
        'Bearer token for the facilitator, where it asks for one; with several, `origin=token` pairs separated by commas',
      example: 'token',
    },
    facilitatorTokens,
  ),
  FACILITATOR_PRIVATE_KEY: setting(
    {
      description:
        'Hot key with gas money that settles in our own process, instead of a facilitator',
      example: '0x0000000000000000000000000000000000000000000000000000000000000001',
    },
    secret(66)
      .refine((key) => /^0x[0-9a-fA-F]{64}$/.test(key.reveal()), 'must be 0x and 64 hex digits')
      .optional(),
  ),
  FACILITATOR_TIMEOUT_MS: setting(
    { description: 'How long to wait for the facilitator', example: '30000' },
    wholeNumber(100, 120_000).default(30_000),
  ),
  PLATFORM_FEE_BPS: setting(
    {
      description: 'What creators owe the platform of every payment, in basis points (0 to 10000)',
      example: '250',
    },
    wholeNumber(0, 10_000).default(0),
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
  CORS_ORIGINS: setting(
    {
      description:
        'Browser origins that may call the account API, separated by commas; `*` for all',
      example: 'https://app.example.com',
    },
    textList,
  ),
});

/** The validated settings, by the names of their environment variables. */
export type Settings = z.infer<typeof settings>;
