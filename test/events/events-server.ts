import {
  type DynamicModule,
  type INestApplicationContext,
  Injectable,
  Module,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type DataSource } from 'typeorm';
import { ClockModule } from '../../src/common/clock/index.js';
import { ConfigModule, type Environment, parseConfig } from '../../src/common/config/index.js';
import { Database, DatabaseModule } from '../../src/common/database/index.js';
import { type EventHandler, EventsModule, HandlesEvents } from '../../src/common/events/index.js';
import { LifetimeModule } from '../../src/common/lifetime/index.js';
import { createLogger, ObservabilityModule } from '../../src/common/observability/index.js';
import { type AnyEvent, Outbox, OutboxModule } from '../../src/common/outbox/index.js';
import { createDataSource, createTestDatabase } from '../setup/database.js';

export const ADA = '018f0000-0000-7000-8000-000000000001';

/** Everything that handling events takes, without the rest of the application. */
export function environmentFor(databaseUrl: string): Environment {
  return {
    NODE_ENV: 'test',
    PUBLIC_URL: 'https://api.example.com',
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: 'an-authentication-secret-for-tests-only',
    VAULT_KEYS: 'k1:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
    VAULT_ACTIVE_KEY: 'k1',
    RECEIPT_KEYS: 'r1:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
    NETWORKS: 'eip155:8453',
    RPC_URLS: 'eip155:8453=http://127.0.0.1:1',
    FACILITATOR_URL: 'http://127.0.0.1:1',
  };
}

/** A module of another team, with its handlers. */
function moduleOf(handlers: readonly EventHandler[]): DynamicModule {
  class ForeignModule {}
  const providers = handlers.map(({ name, types, handle }) => {
    @HandlesEvents()
    @Injectable()
    class Handler implements EventHandler {
      readonly name = name;
      readonly types = types;
      readonly handle = handle;
    }
    return Handler;
  });
  Module({})(ForeignModule);
  return { module: ForeignModule, providers };
}

export interface EventsReplica {
  readonly app: INestApplicationContext;
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** Where events are written and handled; every replica on it is another process to the database. */
export class EventsGround {
  readonly #replicas: EventsReplica[] = [];
  readonly #outbox = new Outbox();

  private constructor(
    readonly databaseUrl: string,
    readonly ownerUrl: string,
    readonly owner: DataSource,
    readonly source: DataSource,
    private readonly drop: () => Promise<void>,
  ) {}

  static async prepare(): Promise<EventsGround> {
    const { appUrl, ownerUrl, drop } = await createTestDatabase();
    const [owner, source] = [await createDataSource(ownerUrl), await createDataSource(appUrl)];
    return new EventsGround(appUrl, ownerUrl, owner, source, drop);
  }

  /** Starts a replica with these handlers. */
  async open(
    handlers: readonly EventHandler[],
    overrides: Environment = {},
  ): Promise<EventsReplica> {
    const log: string[] = [];
    const logger = createLogger('info', { write: (line) => void log.push(line) });
    const config = parseConfig({ ...environmentFor(this.databaseUrl), ...overrides });
    const imports = [
      ConfigModule.forRoot(config),
      ObservabilityModule.forRoot(logger),
      ClockModule,
      LifetimeModule,
      OutboxModule,
      DatabaseModule.forRoot(),
      EventsModule,
      moduleOf(handlers),
    ];
    class Replica {}
    Module({})(Replica);
    const root = { module: Replica, imports };
    const app = await NestFactory.createApplicationContext(root, {
      logger: false,
      abortOnError: false,
    });
    let stopped: Promise<void> | undefined;
    const replica = { app, log, stop: () => (stopped ??= app.close()) };
    this.#replicas.push(replica);
    return replica;
  }

  /** Writes events as the product does, in one transaction, which `before` may hold up. */
  async write(events: readonly AnyEvent[], before?: () => Promise<void>): Promise<void> {
    await new Database(this.source).asService('payments', async (tx) => {
      for (const each of events) await this.#outbox.add(tx, { userId: ADA, ...each });
      await before?.();
    });
  }

  deliveries(): Promise<DeliveryRow[]> {
    return this.owner.query<DeliveryRow[]>(
      `SELECT event_id AS "eventId", handler, attempts, due_at AS "dueAt", dead_at AS "deadAt",
           last_error AS error FROM event_deliveries ORDER BY event_id, handler`,
    );
  }

  /** As if all pauses were over. */
  async passTime(): Promise<void> {
    await this.owner.query(`UPDATE event_deliveries SET due_at = now() WHERE dead_at IS NULL`);
  }

  /** Ends all replicas and forgets all events. */
  async reset(): Promise<void> {
    await Promise.all(this.#replicas.splice(0).map((replica) => replica.stop()));
    await this.owner.query(`DELETE FROM event_handlers; DELETE FROM outbox`);
  }

  async clear(): Promise<void> {
    await this.reset();
    await Promise.all([this.owner.destroy(), this.source.destroy()]);
    await this.drop();
  }
}

export interface DeliveryRow {
  readonly eventId: string;
  readonly handler: string;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly deadAt: Date | null;
  readonly error: string | null;
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** An event of another team's, told apart by its number. */
export const event = (n: number) => ({ type: 'x_test.happened' as const, data: { n } });
