import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/common/database/index.js';
import { startChain } from '../../src/sandbox/chain/index.js';
import { startPostgres } from '../../src/sandbox/postgres/index.js';
import { appUrl, createDataSource, ownerUrl, TEMPLATE } from './database.js';
import { publishServers } from './servers.js';

declare global {
  var stopTestServers: (() => Promise<void>) | undefined;
}

/** Starts PostgreSQL and the chain once for the run, and migrates the template database. */
export default async function globalSetup(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'coinslot-test-'));
  const [postgres, chain] = await Promise.all([
    startPostgres({ directory, ephemeral: true }),
    startChain(),
  ]);
  globalThis.stopTestServers = async () => {
    await Promise.all([postgres.stop(), chain.stop()]);
    await rm(directory, { recursive: true, force: true });
  };
  const { host, port, password } = postgres;
  publishServers({ postgres: { host, port, password }, chain: { rpcUrl: chain.rpcUrl } });

  const admin = await createDataSource(ownerUrl('postgres'));
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.destroy();
  await migrate(ownerUrl(TEMPLATE), appUrl(TEMPLATE));
}
