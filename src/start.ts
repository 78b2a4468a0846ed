import {
  assertGiven,
  type Environment,
  findOwnSettings,
  parseConfig,
  readEnvironment,
} from './common/config/index.js';
import { createLogger } from './common/observability/index.js';
import { describeFailure } from './describe-failure.js';
import { type Extension, modulesOf } from './extension.js';
import { notListening } from './not-listening.js';
import { boundTermination, cleanUp, endOnFailure, onTermination } from './termination.js';

/** What `start` takes. */
export interface StartOptions {
  readonly extensions?: readonly Extension[];
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, `http://127.0.0.1:3000`. */
  readonly origin: string;
  /** Ends it as SIGTERM does, paid calls under way first; the process goes on. */
  stop(): Promise<void>;
}

/**
 * Starts the whole server with `extensions`: it reads the environment and `.env`, and outside
 * production brings up a sandbox for what is not configured. It is what a process is for: SIGTERM,
 * SIGINT and failures that nobody caught end the process in order, and a start that fails says why
 * and ends it with 1.
 */
export async function start({ extensions = [] }: StartOptions = {}): Promise<RunningServer> {
  try {
    const given = readEnvironment();
    const isProduction = given['NODE_ENV'] === 'production';
    if (!isProduction) return await serveWithSandbox(given, extensions);
    return (await serve(given, extensions)).server;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exit(1);
  }
}

async function serve(environment: Environment, extensions: readonly Extension[]) {
  const config = parseConfig(environment, await findOwnSettings(modulesOf(extensions)));
  const logger = createLogger(config.LOG_LEVEL);
  endOnFailure(logger);
  boundTermination(config.SHUTDOWN_TIMEOUT_MS);
  // Most of what there is to load: who mistyped a setting is told at once.
  const { createApp } = await import('./app.js');
  const app = await createApp(config, logger, extensions);
  onTermination(() => app.close());
  await app.listen(config.PORT, config.HOST).catch((error: unknown) => {
    throw notListening(error, config);
  });
  const server: RunningServer = { origin: await app.getUrl(), stop: cleanUp };
  return { config, server };
}

/** Outside production, the sandbox provides what is not configured; in production it is not loaded. */
async function serveWithSandbox(
  given: Environment,
  extensions: readonly Extension[],
): Promise<RunningServer> {
  assertGiven(given, await findOwnSettings(modulesOf(extensions)));
  const { SANDBOX_DIRECTORY, startSandbox, welcome } = await import('./sandbox/index.js');
  const sandbox = await startSandbox(given, SANDBOX_DIRECTORY, extensions);
  onTermination(() => sandbox.stop());
  const { config, server } = await serve(sandbox.environment, extensions);
  process.stdout.write(await welcome(sandbox, config.PUBLIC_URL, SANDBOX_DIRECTORY));
  return server;
}
