import { DataSource } from 'typeorm';
import { ormOptions } from '../../../ormconfig.js';
import { installQueue } from '../jobs/install-queue.service.js';

/**
 * Brings the schema up to date as its owner and lets the application's login role use it. Safe to
 * run again and from several places at once: an advisory lock lets one run at a time.
 * @param ownerUrl role that owns (or may create) the tables
 * @param applicationUrl the DATABASE_URL that the server will use
 */
export async function migrate(ownerUrl: string, applicationUrl: string): Promise<string[]> {
  await createDatabase(ownerUrl);
  const dataSource = await new DataSource(ormOptions(ownerUrl, 2)).initialize();
  try {
    const lock = dataSource.createQueryRunner();
    await lock.query(`SELECT pg_advisory_lock(hashtext('coinslot migrations'))`);
    try {
      const applied = await dataSource.runMigrations({ transaction: 'each' });
      await installQueue(ownerUrl, dataSource);
      await admitLoginRole(dataSource, new URL(applicationUrl));
      return applied.map((migration) => migration.name);
    } finally {
      await lock.release();
    }
  } finally {
    await dataSource.destroy();
  }
}

/** Makes the database when the server does not have it yet (SQLSTATE 3D000). */
async function createDatabase(ownerUrl: string): Promise<void> {
  try {
    await (await new DataSource(ormOptions(ownerUrl, 1)).initialize()).destroy();
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error;
    const server = new URL(ownerUrl);
    const name = decodeURIComponent(server.pathname.slice(1)).replaceAll('"', '""');
    server.pathname = '/postgres';
    const admin = await new DataSource(ormOptions(server.href, 1)).initialize();
    await admin.query(`CREATE DATABASE "${name}"`).finally(() => admin.destroy());
  }
}

/** The policies and grants name the group role `coinslot_app`; the login role becomes its member. */
async function admitLoginRole(owner: DataSource, url: URL): Promise<void> {
  const role = decodeURIComponent(url.username);
  const [found] = await owner.query<{ exists: boolean }[]>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists`,
    [role],
  );
  const quoted = `"${role.replaceAll('"', '""')}"`;
  if (found?.exists !== true) {
    const password = decodeURIComponent(url.password).replaceAll("'", "''");
    await owner.query(`CREATE ROLE ${quoted} LOGIN PASSWORD '${password}'`);
  }
  await owner.query(`GRANT coinslot_app TO ${quoted}`);
}
