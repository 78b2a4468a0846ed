import { readFile } from 'node:fs/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, readEnvironment } from '../common/config/index.js';
import { createLogger } from '../common/observability/index.js';
import { withSettings } from './command-context.js';
import { type CommandResult, runCommand } from './run-command.js';
import { readSetupFile, type SetupFile, SetupFileError } from './setup-file.js';
import { type Ask, type Step, takeSteps } from './setup-steps.js';

const USAGE = 'npm run set-up -- FILE: makes an account, and what it sells, what the file says';

/**
 * `npm run set-up -- FILE`: the first account of a server and its resources, from a file, before anybody signed
 * in. It does what a client of the API could do, with a key that ends with the command.
 */
runCommand(async () => {
  const [path] = process.argv.slice(2);
  if (path === undefined) return { text: USAGE, exitCode: 1 };
  try {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) throw new SetupFileError('The file cannot be read');
    const file = readSetupFile(text, readEnvironment());
    return await withSettings((config) => setUp(config, file));
  } catch (error) {
    if (!(error instanceof SetupFileError)) throw error;
    return { text: `${path}: ${error.message}`, exitCode: 1 };
  }
});

async function setUp(config: Config, file: SetupFile): Promise<CommandResult> {
  const { network = config.NETWORKS[0]! } = file;
  if (!config.NETWORKS.some((each) => each === network)) {
    throw new SetupFileError('network: is none of NETWORKS');
  }
  // Most of what there is to load: who mistyped something is told at once.
  const { createApp } = await import('../app.js');
  const app = await createApp(config, createLogger(config.LOG_LEVEL, process.stderr));
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return await asOperator(app, config, { ...file, network });
  } finally {
    await app.close();
  }
}

async function asOperator(
  app: NestFastifyApplication,
  config: Config,
  file: SetupFile & { readonly network: string },
) {
  const { OperatorKeys } = await import('../modules/accounts/index.js');
  const keys = app.get(OperatorKeys, { strict: false });
  const operator = await keys.open(file.wallet, file.network);
  let failed = 0;
  try {
    for await (const step of takeSteps(file, askingAs(app, config, operator.key.reveal()))) {
      // At once: a key that was made is shown, whatever becomes of the rest.
      process.stdout.write(`${lineOf(step)}\n`);
      if (!step.isDone) failed += 1;
    }
  } finally {
    await keys.close(operator);
  }
  return failed === 0
    ? ({ text: 'All is as the file says.', exitCode: 0 } as const)
    : ({ text: `${failed} of it could not be done.`, exitCode: 1 } as const);
}

/** Asks the application itself, as a client with this key would. */
function askingAs(app: NestFastifyApplication, config: Config, key: string): Ask {
  const { host } = new URL(config.PUBLIC_URL);
  return async (method, path, body) => {
    const { statusCode, payload } = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { host, authorization: `Bearer ${key}` },
      ...(body !== undefined && { payload: body as object }),
    });
    return { status: statusCode, body: payload === '' ? undefined : JSON.parse(payload) };
  };
}

function lineOf({ part, outcome, isDone }: Step): string {
  return `${isDone ? '✓' : '✗'} ${part}: ${outcome}`;
}
