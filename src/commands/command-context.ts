import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule, parseConfig, readEnvironment } from '../common/config/index.js';
import { DatabaseModule } from '../common/database/index.js';
import { LifetimeModule } from '../common/lifetime/index.js';
import { createLogger, NestLogger, ObservabilityModule } from '../common/observability/index.js';

/**
 * Does a command's work with some of the server's modules, over its database, with neither routes nor jobs,
 * and ends them. @throws {ConfigError} when settings are wrong
 */
export async function withModules<T>(
  imports: NonNullable<DynamicModule['imports']>,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const config = parseConfig(readEnvironment());
  const logger = createLogger(config.LOG_LEVEL);
  const module: DynamicModule = {
    module: class CommandModule {},
    imports: [
      ConfigModule.forRoot(config),
      ObservabilityModule.forRoot(logger),
      LifetimeModule,
      DatabaseModule.forRoot(),
      ...imports,
    ],
  };
  const app = await NestFactory.createApplicationContext(module, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
