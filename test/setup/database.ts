import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { testServers } from './servers.js';

export const TEMPLATE = 'coinslot_template';
export const APP_ROLE = 'coinslot';
export const APP_PASSWORD = 'coinslot-test';

/** A database of its own for one test file, cloned from the migrated template. */
export interface TestDatabase {
  /** As the application's role: row-level security holds. */
  readonly appUrl: string;
  /** As the owner: sees everything. */
  readonly ownerUrl: string;
  drop(): Promise<void>;
}

export function ownerUrl(database: string): string {
  const { host, port, password } = testServers().postgres;
  return `postgres://postgres:${password}@${host}:${port}/${database}`;
}

export function appUrl(database: string): string {
  const { host, port } = testServers().postgres;
  return `postgres://${APP_ROLE}:${APP_PASSWORD}@${host}:${port}/${database}`;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runAsOwner(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return {
    appUrl: appUrl(name),
    ownerUrl: ownerUrl(name),
    drop: () => runAsOwner(`DROP DATABASE ${name} WITH (FORCE)`),
  };
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
