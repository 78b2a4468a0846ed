import { parseArgs } from 'node:util';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type Config,
  ConfigError,
  ConfigModule,
  parseConfig,
  readEnvironment,
} from '../common/config/index.js';
import { DatabaseModule } from '../common/database/index.js';
import { DeadLetters, EventsModule } from '../common/events/index.js';
import { LifetimeModule } from '../common/lifetime/index.js';
import { createLogger, NestLogger, ObservabilityModule } from '../common/observability/index.js';
import { runCommand } from './run-command.js';

/**
 * `npm run events [-- --retry [--handler name] [--event id] | --forget name]`: lists event handlers and
 * dead letters as lines of JSON, hands dead letters out again, or forgets a handler.
 */
runCommand(async () => {
  const options = readOptions();
  const config = parseConfig(readEnvironment());
  const logger = createLogger(config.LOG_LEVEL);
  const app = await NestFactory.createApplicationContext(events(config, logger), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  try {
    return await carryOut(app.get(DeadLetters, { strict: false }), options);
  } finally {
    await app.close();
  }
});

type Options = ReturnType<typeof readOptions>;

async function carryOut(letters: DeadLetters, options: Options): Promise<string> {
  const { handler, event: eventId, forget } = options;
  if (options.retry) return JSON.stringify({ retried: await letters.retry({ handler, eventId }) });
  if (forget !== undefined) return JSON.stringify({ forgotten: await letters.forget(forget) });
  const lines = [...(await letters.standings()), ...(await letters.list())];
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

/** No module with handlers: a command hands nothing out. */
function events(config: Config, logger: ReturnType<typeof createLogger>): DynamicModule {
  return {
    module: class EventsCommandModule {},
    imports: [
      ConfigModule.forRoot(config),
      ObservabilityModule.forRoot(logger),
      LifetimeModule,
      DatabaseModule.forRoot(),
      EventsModule,
    ],
  };
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      retry: { type: 'boolean', default: false },
      handler: { type: 'string' },
      event: { type: 'string' },
      forget: { type: 'string' },
    },
  });
  const { retry, handler, event, forget } = values;
  const narrowed = handler !== undefined || event !== undefined;
  if ((narrowed && !retry) || (retry && forget !== undefined)) {
    throw new ConfigError(['Use --retry, with --handler and --event if you like, or --forget.']);
  }
  if (event !== undefined && !/^\d{1,18}$/.test(event)) {
    throw new ConfigError([`--event: ${event} is not the id of an event. Example: --event 812`]);
  }
  return values;
}
