import { Global, Injectable, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Clock } from '../../src/common/clock/index.js';
import { ConfigModule, type Environment, parseConfig } from '../../src/common/config/index.js';
import { Database, DatabaseModule } from '../../src/common/database/index.js';
import { EgressModule } from '../../src/common/egress/index.js';
import { HttpModule } from '../../src/common/http/index.js';
import { createLogger, ObservabilityModule } from '../../src/common/observability/index.js';
import { OutboxModule } from '../../src/common/outbox/index.js';
import { RateLimitModule } from '../../src/common/rate-limit/index.js';
import { RateLimits } from '../../src/common/rate-limit/rate-limits.service.js';
import { AccountDirectory, AccountsModule } from '../../src/modules/accounts/index.js';
import {
  MODEL_SUPPORT,
  type ModelSupport,
  RESOURCE_SECRET_SUPPORT,
  ResourcesModule,
  Storefront,
} from '../../src/modules/resources/index.js';
import { PromptTemplateType } from '../../src/modules/resources/types/prompt_template/prompt-template-type.service.js';
import { TestClock } from '../accounts/accounts-server.js';
import { call, signIn } from '../accounts/client.js';
import { PatientLimits } from '../http/patient-limits.js';
import { createDataSource, createTestDatabase } from '../setup/database.js';

export const ORIGIN = 'https://api.example.com';
export const NETWORK = 'eip155:8453';
export const OTHER_NETWORK = 'eip155:84532';

/** What an application can run: two providers, and with a key only for those who connected one. */
@Injectable()
export class TestModels implements ModelSupport {
  readonly connected = new Set<string>();

  problemWith(model: string): string | undefined {
    return /^(claude|openrouter):/.test(model)
      ? undefined
      : 'must be a model of claude, openrouter';
  }

  directModels() {
    return [];
  }

  async hasUsableKey(ownerId: string): Promise<boolean> {
    return this.connected.has(ownerId);
  }
}

@Global()
@Module({
  providers: [
    TestModels,
    { provide: MODEL_SUPPORT, useExisting: TestModels },
    { provide: RESOURCE_SECRET_SUPPORT, useValue: { isStored: async () => false } },
  ],
  exports: [TestModels, MODEL_SUPPORT, RESOURCE_SECRET_SUPPORT],
})
class TestModelsModule {}

function config(databaseUrl: string, settings: Environment) {
  return parseConfig({
    NODE_ENV: 'test',
    PUBLIC_URL: ORIGIN,
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: 'an-authentication-secret-for-tests-only',
    VAULT_KEYS: 'k1:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
    VAULT_ACTIVE_KEY: 'k1',
    RECEIPT_KEYS: 'r1:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
    NETWORKS: `${NETWORK},${OTHER_NETWORK}`,
    RPC_URLS: `${NETWORK}=http://127.0.0.1:1,${OTHER_NETWORK}=http://127.0.0.1:1`,
    FACILITATOR_URL: 'http://127.0.0.1:1',
    EGRESS_ALLOW: '127.0.0.1/32',
    ...settings,
  });
}

/** What is otherwise than usual. */
interface Instead {
  readonly templates?: PromptTemplateType;
  readonly settings?: Environment;
}

async function listen(
  databaseUrl: string,
  clock: Clock,
  { templates, settings = {} }: Instead,
): Promise<NestFastifyApplication> {
  @Global()
  @Module({ providers: [{ provide: Clock, useValue: clock }], exports: [Clock] })
  class TestClockModule {}

  const testing = Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(config(databaseUrl, settings)),
      ObservabilityModule.forRoot(createLogger('silent')),
      DatabaseModule.forRoot(),
      HttpModule,
      OutboxModule,
      EgressModule,
      RateLimitModule,
      TestClockModule,
      AccountsModule,
      TestModelsModule,
      ResourcesModule,
    ],
  })
    .overrideProvider(RateLimits)
    .useClass(PatientLimits);
  if (templates !== undefined) testing.overrideProvider(PromptTemplateType).useValue(templates);
  const module = await testing.compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  app.setGlobalPrefix('api/v1');
  await app.listen(0, '127.0.0.1');
  return app;
}

/** The resources module behind real HTTP, on a database of its own. */
export async function startResources(instead: Instead = {}) {
  const database = await createTestDatabase();
  const clock = new TestClock();
  const app = await listen(database.appUrl, clock, instead);
  const owner = await createDataSource(database.ownerUrl);
  const asApplication = await createDataSource(database.appUrl);
  return {
    url: `${await app.getUrl()}/api/v1`,
    app,
    clock,
    directory: app.get(AccountDirectory),
    storefront: app.get(Storefront),
    models: app.get(TestModels, { strict: false }),
    db: app.get(Database),
    /** Sees every row. */
    owner,
    /** The application's role: row-level security holds. */
    asApplication,
    async stop() {
      await Promise.all([owner.destroy(), asApplication.destroy(), app.close()]);
      await database.drop();
    },
  };
}

export type ResourcesServer = Awaited<ReturnType<typeof startResources>>;

/** A signed-in creator, with a username unless it is null. */
export async function creator(server: ResourcesServer, username: string | null) {
  const { accessToken: token, user, wallet } = await signIn(server);
  if (username !== null) {
    const answer = await call(server, 'PATCH /me', { token, body: { username } });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }
  return { id: user.id, username, token, wallet };
}

export type Creator = Awaited<ReturnType<typeof creator>>;

/** A resource as answers show it, to owners or to everybody. */
export interface Shown {
  readonly id: string;
  readonly url: string | null;
  readonly status: string;
  readonly slug: string;
  readonly name: string;
  readonly price: string;
  readonly networks: string[];
  readonly version: number | null;
  readonly publishedAt: string | null;
  readonly config: {
    readonly systemPrompt: string;
    readonly maxTokens: number;
    readonly parameters: { readonly id: string; readonly name: string }[];
  };
  readonly warnings: { readonly code: string; readonly message: string }[];
}

export const CONFIG = {
  systemPrompt: 'You are a poet. Write a haiku about {{topic}} in {{language}}.',
  parameters: [
    { name: 'topic', description: 'What to write about', maxLength: 200 },
    { name: 'language', required: false, default: 'English' },
  ],
  model: 'claude:claude-sonnet-5-5',
  maxTokens: 300,
};

/** A complete, valid listing; `changes` replace parts of it. */
export function listing(changes: object = {}) {
  return {
    type: 'prompt_template',
    name: 'Haiku writer',
    description: 'Writes a haiku about anything.',
    slug: 'haiku',
    category: 'writing',
    price: '0.05',
    networks: [NETWORK],
    config: CONFIG,
    ...changes,
  };
}

/** Creates a resource that must be accepted. */
export async function create(server: ResourcesServer, { token }: Creator, changes: object = {}) {
  const answer = await call<Shown>(server, 'POST /resources', { token, body: listing(changes) });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

/** Creates a resource and puts it on sale. */
export async function publish(server: ResourcesServer, who: Creator, changes: object = {}) {
  const { id } = await create(server, who, changes);
  const answer = await call<Shown>(server, `POST /resources/${id}/publish`, { token: who.token });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

/** As the books of a sold call do; a job counts it. */
export async function noteSale({ owner }: ResourcesServer, resourceId: string): Promise<void> {
  await owner.query(`INSERT INTO sold_calls (resource_id) VALUES ($1)`, [resourceId]);
}
