import { randomUUID } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { createApp } from '../../src/app.js';
import { type Environment, parseConfig } from '../../src/common/config/index.js';
import { createLogger } from '../../src/common/observability/index.js';
import { PUBLISHED_TERMS } from '../../src/modules/accounts/provider-terms/published-terms.js';
import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { ApiDocument } from '../../src/modules/discovery/index.js';
import { StandIn } from '../../src/modules/execution/llm/contract/stand-in.js';
import { ApiClient } from '../../src/sandbox/api-client.js';
import { type ChainConnection, connectChain } from '../../src/sandbox/chain/index.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { compareAnswers } from '../setup/documented-answers.js';
import { testServers } from '../setup/servers.js';
import { answering } from './claude.js';

export const NETWORK = 'eip155:84532';
/** What x402 v1 calls it. */
export const NETWORK_V1 = 'base-sepolia';
export const PRICE = 50_000n;
export const CREATOR_KEY = 'sk-ant-planted-creator-key';
export const SYSTEM_PROMPT = 'planted-system-prompt: write about {{topic}}';

/** A published resource of a creator's. */
export interface Listing {
  readonly id: string;
  readonly url: string;
  readonly creator: ApiClient;
  /** The wallet that is paid. */
  readonly payTo: `0x${string}`;
}

/** Everything a server needs that a test file shares: database, chain, Claude's stand-in. */
export interface Ground {
  readonly environment: Environment;
  readonly database: TestDatabase;
  /** Sees every row. */
  readonly owner: DataSource;
  readonly chain: ChainConnection;
  readonly claude: StandIn;
  clear(): Promise<void>;
}

const OF_ITS_OWN = [
  'DATABASE_URL',
  'FACILITATOR_PRIVATE_KEY',
  'ANTHROPIC_BASE_URL',
  'OPENROUTER_BASE_URL',
];

/** Prepares a {@link Ground}; Claude answers well until told otherwise. */
export async function prepareGround(
  overrides: Environment = {},
  own: Promise<TestDatabase> = createTestDatabase(),
): Promise<Ground> {
  const [database, claude] = await Promise.all([own, StandIn.start()]);
  const owner = await createDataSource(database.ownerUrl);
  const chain = connectChain(testServers().chain.rpcUrl);
  const facilitatorKey = generatePrivateKey();
  await chain.fund(privateKeyToAccount(facilitatorKey).address, 0n);
  claude.answer(answering('A haiku about coins'));
  const environment: Environment = {
    NODE_ENV: 'test',
    PUBLIC_URL: 'http://shop.example',
    DATABASE_URL: database.appUrl,
    AUTH_SECRET: 'an-authentication-secret-for-tests-only',
    VAULT_KEYS: 'k1:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
    VAULT_ACTIVE_KEY: 'k1',
    RECEIPT_KEYS: 'r1:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
    NETWORKS: NETWORK,
    RPC_URLS: `${NETWORK}=${chain.rpcUrl}`,
    FACILITATOR_PRIVATE_KEY: facilitatorKey,
    // Every buyer of a test has the same address.
    REFUSED_PAYMENTS_PER_MINUTE: '100000',
    ANTHROPIC_BASE_URL: claude.url,
    OPENROUTER_BASE_URL: `${claude.url}/api/v1`,
    ...overrides,
  };
  const clear = async () => {
    await Promise.all([owner.destroy(), claude.stop()]);
    await database.drop();
  };
  return { environment, database, owner, chain, claude, clear };
}

/** The application on a {@link Ground}, behind real HTTP, with everything it logs. */
export interface Replica {
  readonly app: NestFastifyApplication;
  readonly origin: string;
  /** Lines of the log so far. */
  readonly log: readonly string[];
}

/** Opens one replica, at `PORT` if the environment says it; several on the same ground share everything that lasts. */
export async function openReplica(
  { environment }: Pick<Ground, 'environment'>,
  extra: readonly DynamicModule[] = [],
): Promise<Replica> {
  const log: string[] = [];
  const logger = createLogger('trace', { write: (line) => void log.push(line) });
  const extensions = extra.map((module, at) => ({ name: `test_${at}`, module }));
  const app = await createApp(parseConfig(environment), logger, extensions);
  await app.listen(Number(environment['PORT'] ?? 0), '127.0.0.1');
  const origin = await app.getUrl();
  const document = () => app.get(ApiDocument, { strict: false }).value;
  compareAnswers(origin, document, extra.length === 0 ? toldOf(environment) : undefined);
  return { app, origin, log };
}

/** What documents can tell of an environment: all but what each {@link Ground} has of its own. */
function toldOf(environment: Environment): string {
  const told = { ...environment };
  for (const name of OF_ITS_OWN) delete told[name];
  return JSON.stringify(told);
}

/** A {@link Replica} with the ground it stands on. */
export interface Shop extends Ground, Replica {
  publish(changes?: ListingChanges): Promise<Listing>;
  stop(): Promise<void>;
}

export async function openShop(
  overrides: Environment = {},
  extra: readonly DynamicModule[] = [],
): Promise<Shop> {
  const ground = await prepareGround(overrides);
  const replica = await openReplica(ground, extra);
  const stop = async () => {
    await replica.app.close();
    await ground.clear();
  };
  return { ...ground, ...replica, publish: (changes) => publish(replica.origin, changes), stop };
}

/** What a creator says of the prompt that most tests sell. */
const HAIKU = {
  type: 'prompt_template',
  name: 'Haiku',
  description: 'Three lines',
  slug: 'haiku',
  category: 'writing',
  price: '0.05' as string | undefined,
  config: {
    systemPrompt: SYSTEM_PROMPT,
    parameters: [{ name: 'topic', description: 'About what', required: true, maxLength: 200 }],
    model: `claude:${claudeWire.model}`,
    maxTokens: 100,
  } as object,
};

/** What else a creator may say, and what they say otherwise. */
type ListingChanges = Partial<typeof HAIKU> & {
  readonly limits?: object;
  readonly settlementPolicy?: string;
  readonly usagePrice?: object | null;
};

/** A new creator with a working Claude key publishes a prompt, or something else, for {@link PRICE}. */
export async function publish(
  origin: string,
  changes: ListingChanges = {},
  privateKey = generatePrivateKey(),
): Promise<Listing> {
  const creator = await ApiClient.signIn(origin, privateKey);
  const username = `u${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await creator.send('PATCH', '/me', { username });
  await creator.send('PUT', '/integrations/claude/config', { apiKey: CREATOR_KEY });
  for (const { provider, version } of PUBLISHED_TERMS) {
    await creator.send('PUT', `/me/provider-terms/${provider}`, { version });
  }
  const listing = { ...HAIKU, ...changes };
  const { id } = await creator.send<{ id: string }>('POST', '/resources', listing);
  await creator.send('POST', `/resources/${id}/publish`);
  const payTo = privateKeyToAccount(privateKey).address;
  return { id, url: `${origin}/@${username}/${listing.slug}`, creator, payTo };
}
