import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { testServers } from './servers.js';

/** A database of its own for one test file, cloned from the migrated template. */
export interface TestDatabase {
  /** As the application's role: row-level security holds. */
  readonly appUrl: string;
  /** As the owner: sees everything. */
  readonly ownerUrl: string;
  drop(): Promise<void>;
}

function ownerUrl(database: string): string {
  const { host, port, password } = testServers().postgres;
  return `postgres://postgres:${password}@${host}:${port}/${database}`;
}

function appUrl(database: string): string {
  const { postgres, appRole } = testServers();
  return `postgres://${appRole.name}:${appRole.password}@${postgres.host}:${postgres.port}/${database}`;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runAsOwner(`CREATE DATABASE ${name} TEMPLATE ${testServers().template}`);
  return {
    appUrl: appUrl(name),
    ownerUrl: ownerUrl(name),
    drop: () => drop(name),
  };
}

/**
 * PostgreSQL waits some seconds for sessions that are about to end; those that it ended itself would
 * raise an error in a pool that is closing.
 */
function drop(name: string): Promise<void> {
  return runAsOwner(`DROP DATABASE ${name}`).catch(() =>
    runAsOwner(`DROP DATABASE ${name} WITH (FORCE)`),
  );
}

/** A connected data source without entities, for raw SQL. Destroy it after use. */
export function createDataSource(url: string): Promise<DataSource> {
  return new DataSource(ormOptions(url, 5)).initialize();
}

async function runAsOwner(sql: string): Promise<void> {
  const admin = await createDataSource(ownerUrl('postgres'));
  try {
    await admin.query(sql);
  } finally {
    await admin.destroy();
  }
}
