import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ormOptions } from '../../../ormconfig.js';
import { ConfigModule } from '../config/index.js';
import { databaseConfig } from './database.config.js';
import { assertBounded, assertLeastPrivilege } from './least-privilege.js';
import { ChangeFeed } from './change-feed.service.js';
import { Database } from './database.service.js';
import { ListeningConnection } from './listening-connection.service.js';
import { ReservedConnections } from './reserved-connections.service.js';
import type { ExtensionService } from './roles.js';
import { notConnected } from './not-connected.js';
import { watchSilence } from './silence.js';

/** The database services of other teams in this application: `ExtensionService[]`. */
export const EXTENSION_SERVICES = Symbol('EXTENSION_SERVICES');

/** What PostgreSQL may need to cancel a statement that takes too long and to say so. */
const CANCEL_MS = 1_000;

@Global()
@Module({})
export class DatabaseModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(EXTENSION_SERVICES) private readonly services: readonly ExtensionService[],
    @Inject(databaseConfig.KEY) private readonly config: ConfigType<typeof databaseConfig>,
  ) {}

  /** @param services of other teams, which `migrate` has made roles for */
  static forRoot(services: readonly ExtensionService[] = []): DynamicModule {
    const config = ConfigModule.forFeature(databaseConfig);
    return {
      module: DatabaseModule,
      imports: [
        config,
        TypeOrmModule.forRootAsync({
          imports: [config],
          inject: [databaseConfig.KEY],
          useFactory: (config: ConfigType<typeof databaseConfig>) => ({
            ...poolOptions(config),
            autoLoadEntities: true,
            retryAttempts: 3,
            retryDelay: 500,
          }),
          dataSourceFactory: connect,
        }),
      ],
      providers: [
        { provide: EXTENSION_SERVICES, useValue: services },
        ChangeFeed,
        Database,
        ListeningConnection,
        ReservedConnections,
      ],
      exports: [EXTENSION_SERVICES, ChangeFeed, Database, ReservedConnections],
    };
  }

  async onModuleInit(): Promise<void> {
    await assertLeastPrivilege(this.dataSource, this.services);
    if (this.config.isPooled) await assertBounded(this.dataSource);
  }
}

/** A pooler refuses parameters that a session begins with: there, each transaction sets its bounds itself. */
function poolOptions({ url, poolSize, timeoutMs, isPooled }: ConfigType<typeof databaseConfig>) {
  const options = ormOptions(url, poolSize, isPooled ? 'inherited' : timeoutMs);
  return {
    ...options,
    extra: { ...options.extra, onConnect: watchSilence(timeoutMs + CANCEL_MS) },
  };
}

/** @throws {ConfigError} when the database cannot be reached */
async function connect(options?: DataSourceOptions): Promise<DataSource> {
  if (options?.type !== 'postgres' || options.url === undefined) {
    throw new Error('the database is told of by its URL');
  }
  const { url } = options;
  return new DataSource(options).initialize().catch((error: unknown) => {
    throw notConnected(error, { name: 'DATABASE_URL', url });
  });
}
