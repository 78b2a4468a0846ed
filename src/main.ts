import { createApp } from './app.js';
import {
  assertGiven,
  type Environment,
  parseConfig,
  readEnvironment,
} from './common/config/index.js';
import { createLogger } from './common/observability/index.js';
import { describeFailure } from './describe-failure.js';
import { boundTermination, endOnFailure, onTermination } from './termination.js';

const SANDBOX_DIRECTORY = '.coinslot';

async function main(): Promise<void> {
  const given = readEnvironment();
  if (given['NODE_ENV'] === 'production') await serve(given);
  else await serveWithSandbox(given);
}

async function serve(environment: Environment) {
  const config = parseConfig(environment);
  const logger = createLogger(config.LOG_LEVEL);
  endOnFailure(logger);
  boundTermination(config.SHUTDOWN_TIMEOUT_MS);
  const app = await createApp(config, logger);
  onTermination(() => app.close());
  await app.listen(config.PORT, config.HOST);
  return { app, config };
}

/** Outside production, the sandbox provides what is not configured; in production it is not loaded. */
async function serveWithSandbox(given: Environment): Promise<void> {
  assertGiven(given);
  const { startSandbox, welcome } = await import('./sandbox/index.js');
  const sandbox = await startSandbox(given, SANDBOX_DIRECTORY);
  onTermination(() => sandbox.stop());
  const { config } = await serve(sandbox.environment);
  process.stdout.write(await welcome(sandbox, config.PUBLIC_URL, SANDBOX_DIRECTORY));
}

main().catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exit(1);
});
