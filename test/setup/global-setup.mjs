import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const TEMPLATE = 'coinslot_template';
const APP_ROLE = 'coinslot';
const APP_PASSWORD = 'coinslot-test';

/**
 * Builds the product, starts PostgreSQL and the chain once for the run and migrates the template
 * database. Plain JavaScript over the build: Jest does not map module names in its global set-up.
 */
export default async function globalSetup() {
  const pages = run('node_modules/vite/bin/vite.js', ['build', 'console', '--logLevel', 'warn']);
  await run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
  const globals = new Set([...Object.getOwnPropertyNames(globalThis), 'stopTestServers']);
  const [{ migrate }, { startChain }, { startPostgres }] = await Promise.all([
    import('../../dist/src/common/database/index.js'),
    import('../../dist/src/sandbox/chain/index.js'),
    import('../../dist/src/sandbox/postgres/index.js'),
  ]);
  const directory = await mkdtemp(join(tmpdir(), 'coinslot-test-'));
  const [postgres, chain] = await Promise.all([
    startPostgres({ directory, ephemeral: true }),
    startChain({ blockSeconds: 1 }),
  ]);
  globalThis.stopTestServers = async () => {
    await Promise.all([postgres.stop(), chain.stop()]);
    await rm(directory, { recursive: true, force: true });
  };
  await migrate(
    postgres.url(TEMPLATE),
    `postgres://${APP_ROLE}:${APP_PASSWORD}@${postgres.host}:${postgres.port}/${TEMPLATE}`,
  );
  await closeTemplate(postgres.url('postgres'));
  await pages;
  // Jest passes the globals of its own process on to the tests that it runs there. Those of TypeORM and zod
  // would collect what every file declares, slow all that follow down and never let go of it.
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!globals.has(name)) Reflect.deleteProperty(globalThis, name);
  }
  const servers = {
    postgres: { host: postgres.host, port: postgres.port, password: postgres.password },
    appRole: { name: APP_ROLE, password: APP_PASSWORD },
    template: TEMPLATE,
    chain: { rpcUrl: chain.rpcUrl },
  };
  process.env.COINSLOT_TEST_SERVERS = JSON.stringify(servers);
}

async function run(program, options) {
  const started = spawn(process.execPath, [program, ...options], { stdio: 'inherit' });
  const [code] = await once(started, 'exit');
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}

/** What one test wrote there would be in the database of every test that starts after it. */
async function closeTemplate(url) {
  const owner = new Client(url);
  await owner.connect();
  await owner.query(`ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`);
  await owner.end();
}
