import { parseArgs } from 'node:util';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isISO8601 } from 'class-validator';
import { ClockModule } from '../common/clock/index.js';
import {
  type Config,
  ConfigError,
  ConfigModule,
  parseConfig,
  readEnvironment,
} from '../common/config/index.js';
import { DatabaseModule } from '../common/database/index.js';
import { LifetimeModule } from '../common/lifetime/index.js';
import { createLogger, NestLogger, ObservabilityModule } from '../common/observability/index.js';
import { OutboxModule } from '../common/outbox/index.js';
import { RateLimitModule } from '../common/rate-limit/index.js';
import { LedgerCheck, PaymentsModule } from '../modules/payments/index.js';
import { runCommand } from './run-command.js';

/**
 * `npm run ledger:check [-- --since 2026-11-01]`: proves that ledger, claims and chain agree. Prints
 * each disagreement as a line of JSON, then the figures; ends with 1 when there was any.
 */
runCommand(async () => {
  const since = readSince();
  const config = parseConfig(readEnvironment());
  const logger = createLogger(config.LOG_LEVEL);
  const app = await NestFactory.createApplicationContext(payments(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    const figures = await app.get(LedgerCheck, { strict: false }).run({
      since,
      onDisagreement: (found) => process.stdout.write(`${JSON.stringify(found)}\n`),
    });
    const exitCode = figures.disagreements === 0 ? 0 : 1;
    return { text: JSON.stringify(figures), exitCode };
  } finally {
    await app.close();
  }
});

/** Payments alone, without the jobs: a check that goes on for hours must not settle anything. */
function payments(config: Config, logger: ReturnType<typeof createLogger>): DynamicModule {
  return {
    module: class LedgerCheckModule {},
    imports: [
      ConfigModule.forRoot(config),
      ObservabilityModule.forRoot(logger),
      ClockModule,
      LifetimeModule,
      OutboxModule,
      DatabaseModule.forRoot(),
      RateLimitModule,
      PaymentsModule,
    ],
  };
}

function readSince(): Date | null {
  const { since } = parseArgs({ options: { since: { type: 'string' } } }).values;
  if (since === undefined) return null;
  if (isISO8601(since, { strict: true })) return new Date(since);
  throw new ConfigError([`--since: ${since} is not an ISO 8601 date. Example: --since 2026-11-01`]);
}
