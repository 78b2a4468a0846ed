import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Config, ConfigModule, parseConfig, readEnvironment } from '../common/config/index.js';
import { DatabaseModule } from '../common/database/index.js';
import { LifetimeModule } from '../common/lifetime/index.js';
import { createLogger, NestLogger, ObservabilityModule } from '../common/observability/index.js';

/**
 * Does a command's work with the settings of the server: outside production those of the sandbox in this
 * folder, where they are not given. @throws {ConfigError} when settings are wrong
 */
export async function withSettings<T>(work: (config: Config) => Promise<T>): Promise<T> {
  const given = readEnvironment();
  if (given['NODE_ENV'] === 'production' || given['DATABASE_URL']) return work(parseConfig(given));
  const { joinSandbox, SANDBOX_DIRECTORY } = await import('../sandbox/index.js');
  const sandbox = await joinSandbox(given, SANDBOX_DIRECTORY);
  try {
    return await work(parseConfig(sandbox.environment));
  } finally {
    await sandbox.stop();
  }
}

/**
 * Does a command's work with some of the server's modules, over its database, with neither routes nor jobs,
 * and ends them. @throws {ConfigError} when settings are wrong
 */
export function withModules<T>(
  imports: NonNullable<DynamicModule['imports']>,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  return withSettings(async (config) => {
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
    return whileOpen(
      await NestFactory.createApplicationContext(module, {
        logger: new NestLogger(logger),
        abortOnError: false,
      }),
      work,
    );
  });
}

async function whileOpen<T>(
  app: INestApplicationContext,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
