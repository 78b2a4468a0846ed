import { Controller, Get, Global, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { Clock } from '../../src/common/clock/index.js';
import { ConfigModule, type Environment, parseConfig } from '../../src/common/config/index.js';
import { DatabaseModule } from '../../src/common/database/index.js';
import { HttpModule } from '../../src/common/http/index.js';
import { createLogger, ObservabilityModule } from '../../src/common/observability/index.js';
import { RateLimitModule } from '../../src/common/rate-limit/index.js';
import { RateLimits } from '../../src/common/rate-limit/rate-limits.service.js';
import {
  AccountDirectory,
  AccountsModule,
  type AuthenticatedUser,
  CurrentUser,
  Public,
  RequireScope,
} from '../../src/modules/accounts/index.js';
import { PatientLimits } from '../http/patient-limits.js';
import { createDataSource, createTestDatabase } from '../setup/database.js';
import { testServers } from '../setup/servers.js';

export const ORIGIN = 'https://api.example.com';
export const NETWORK = 'eip155:8453';

/** A clock that stands where the test puts it. */
export class TestClock extends Clock {
  private time = new Date('2026-03-01T12:00:00.000Z').getTime();

  now(): Date {
    return new Date(this.time);
  }

  advance(seconds: number): void {
    this.time += seconds * 1000;
  }
}

/** Routes of another module, as the guard sees them. */
@Controller('probe')
class ProbeController {
  @Get('open')
  @Public()
  open() {
    return { open: true };
  }

  @Get('read')
  @RequireScope('read')
  read(@CurrentUser() user: AuthenticatedUser) {
    return { id: user.id, via: user.via, scopes: [...user.scopes] };
  }

  @Get('publish')
  @RequireScope('publish')
  publish() {
    return {};
  }

  @Get('unmarked')
  unmarked() {
    return {};
  }
}

function config(databaseUrl: string, settings: Environment) {
  return parseConfig({
    NODE_ENV: 'test',
    PUBLIC_URL: ORIGIN,
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: 'an-authentication-secret-for-tests-only',
    VAULT_KEYS: 'k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    VAULT_ACTIVE_KEY: 'k1',
    RECEIPT_KEYS: 'r1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    NETWORKS: `${NETWORK},eip155:84532`,
    RPC_URLS: `${NETWORK}=${testServers().chain.rpcUrl},eip155:84532=${testServers().chain.rpcUrl}`,
    FACILITATOR_URL: 'http://127.0.0.1:1',
    ...settings,
  });
}

async function listen(
  databaseUrl: string,
  clock: Clock,
  settings: Environment,
): Promise<NestFastifyApplication> {
  @Global()
  @Module({ providers: [{ provide: Clock, useValue: clock }], exports: [Clock] })
  class TestClockModule {}

  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(config(databaseUrl, settings)),
      ObservabilityModule.forRoot(createLogger('silent')),
      DatabaseModule.forRoot(),
      HttpModule,
      RateLimitModule,
      TestClockModule,
      AccountsModule,
    ],
    controllers: [ProbeController],
  })
    .overrideProvider(RateLimits)
    .useClass(PatientLimits)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  app.setGlobalPrefix('api/v1');
  await app.listen(0, '127.0.0.1');
  return app;
}

/** The accounts module behind real HTTP, on a database of its own. */
export async function startAccounts(settings: Environment = {}, clock = new TestClock()) {
  const database = await createTestDatabase();
  const app = await listen(database.appUrl, clock, settings);
  const owner: DataSource = await createDataSource(database.ownerUrl);
  const asApplication: DataSource = await createDataSource(database.appUrl);
  return {
    url: `${await app.getUrl()}/api/v1`,
    clock,
    directory: app.get(AccountDirectory),
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

export type AccountsServer = Awaited<ReturnType<typeof startAccounts>>;
