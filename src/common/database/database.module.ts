import { type DynamicModule, Global, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../../ormconfig.js';
import { CONFIG, type Config } from '../config/index.js';
import { assertLeastPrivilege } from './least-privilege.service.js';
import { ChangeFeed } from './change-feed.service.js';
import { Database } from './database.service.js';

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
            const options = ormOptions(config.DATABASE_URL, config.DATABASE_POOL_SIZE);
            return {
              ...options,
              extra: { ...options.extra, onConnect: feed.attach },
              autoLoadEntities: true,
              retryAttempts: 3,
              retryDelay: 500,
            };
          },
        }),
      ],
      providers: [ChangeFeed, Database],
      exports: [ChangeFeed, Database],
    };
  }

  async onModuleInit(): Promise<void> {
    await assertLeastPrivilege(this.dataSource);
  }
}
