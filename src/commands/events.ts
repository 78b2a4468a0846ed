import { parseArgs } from 'node:util';
import { ConfigError } from '../common/config/index.js';
import { DeadLetters, EventsModule } from '../common/events/index.js';
import { withModules } from './command-context.js';
import { runCommand } from './run-command.js';

/**
 * `npm run events [-- --retry [--handler name] [--event id] | --forget name]`: lists event handlers and
 * dead letters as lines of JSON, hands dead letters out again, or forgets a handler.
 */
runCommand(async () => {
  const options = readOptions();
  // No module with handlers: a command hands nothing out.
  return withModules([EventsModule], (app) =>
    carryOut(app.get(DeadLetters, { strict: false }), options),
  );
});

type Options = ReturnType<typeof readOptions>;

async function carryOut(letters: DeadLetters, options: Options): Promise<string> {
  const { handler, event: eventId, forget } = options;
  if (options.retry) return JSON.stringify({ retried: await letters.retry({ handler, eventId }) });
  if (forget !== undefined) return JSON.stringify({ forgotten: await letters.forget(forget) });
  const lines = [...(await letters.standings()), ...(await letters.list())];
  return lines.map((line) => JSON.stringify(line)).join('\n');
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
