import { type DynamicModule, Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../../ormconfig.js';
import { CONFIG, type Config } from '../config/index.js';
import { assertLeastPrivilege } from './least-privilege.service.js';
import { ChangeFeed } from './change-feed.service.js';
import { Database } from './database.service.js';
import { ReservedConnections } from './reserved-connections.service.js';
import { watchSilence } from './silence.js';

/** What PostgreSQL may need to cancel a statement that takes too long and to say so. */
const CANCEL_MS = 1_000;

@Global()
@Module({})
export class DatabaseModule implements OnModuleInit {
  constructor(private readonly dataSource: DataSource) {}

  static forRoot(): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [CONFIG, ChangeFeed],
          useFactory: (config: Config, feed: ChangeFeed) => {
            const { DATABASE_URL, DATABASE_POOL_SIZE, DATABASE_TIMEOUT_MS } = config;
            const options = ormOptions(DATABASE_URL, DATABASE_POOL_SIZE, DATABASE_TIMEOUT_MS);
            const watch = watchSilence(DATABASE_TIMEOUT_MS + CANCEL_MS);
            const onConnect = (client: ClientBase) => {
              watch(client);
              return feed.attach(client);
            };
            return {
              ...options,
              extra: { ...options.extra, onConnect },
              autoLoadEntities: true,
              retryAttempts: 3,
              retryDelay: 500,
            };
          },
        }),
      ],
      providers: [ChangeFeed, Database, ReservedConnections],
      exports: [ChangeFeed, Database, ReservedConnections],
    };
  }

  async onModuleInit(): Promise<void> {
    await assertLeastPrivilege(this.dataSource);
  }
}
