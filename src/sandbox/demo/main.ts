import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../app.js';
import { parseConfig, readEnvironment } from '../../common/config/index.js';
import { createLogger } from '../../common/observability/index.js';
import { startSandbox } from '../sandbox.js';
import { startEndpoints } from './endpoints.js';
import { startHookReceiver } from './hook-receiver.js';
import { playDemo } from './play.js';

/** Runs the main job once on throw-away servers; the exit code says whether it worked. */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'coinslot-demo-'));
  const given = { PORT: '3402', LOG_LEVEL: 'warn', ...readEnvironment() };
  const sandbox = await startSandbox(given, directory);
  const { chain, environment } = sandbox;
  if (chain === undefined) throw new Error('the demo pays with test USDC: leave NETWORKS unset');
  const endpoints = await startEndpoints(chain);
  const receiver = await startHookReceiver();
  const hosts = [environment['EGRESS_ALLOW'], ...endpoints.hosts, receiver.host];
  const allowed = hosts.filter(Boolean).join(',');
  const config = parseConfig({ ...environment, EGRESS_ALLOW: allowed });
  const app = await createApp(config, createLogger(config.LOG_LEVEL));
  try {
    await app.listen(config.PORT, config.HOST);
    await playDemo(sandbox, chain, endpoints, receiver, config.PUBLIC_URL);
  } finally {
    await app.close();
    receiver.stop();
    await endpoints.stop();
    await sandbox.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
