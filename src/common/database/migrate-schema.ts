import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type QueryRunner } from 'typeorm';
import { ormOptions } from '../../../ormconfig.js';
import { installQueue } from '../jobs/install-queue.js';
import { installRoles } from './install-roles.js';
import { urlAsOwner } from './url-as-owner.js';
import { migrateExtension, undoLatest } from './migrate-extension.js';
import { notConnected } from './not-connected.js';
import { GROUP_ROLE, workingRoles } from './roles.js';
import { assertSchemaExtensions, type SchemaExtension, servicesOf } from './schema-extension.js';

/** How often whoever waits for another one's migrations looks. */
const POLL_MS = 200;
/** SQLSTATEs; see {@link unlessMade}. */
const MADE_BY_ANOTHER = new Set(['42P04', '42710', '23505', 'XX000']);

/**
 * Brings the schema up to date as its owner and lets the application's login role use it. Safe to
 * run again and from several places at once: an advisory lock lets one run at a time.
 * @param ownerUrl role that owns (or may create) the tables, or a member of the one that does
 * @param applicationUrl the DATABASE_URL that the server will use
 * @param extensions migrated after Coinslot, one after the other
 * @returns the names of the migrations that ran
 */
export async function migrate(
  ownerUrl: string,
  applicationUrl: string,
  extensions: readonly SchemaExtension[] = [],
): Promise<string[]> {
  assertSchemaExtensions(extensions);
  await createDatabase(ownerUrl);
  return alone(ownerUrl, async (login) => {
    await installRoles(login, workingRoles(servicesOf(extensions)));
    const url = await urlAsOwner(login, ownerUrl);
    const names = await within(url, async (owner) => {
      const applied = await owner.runMigrations({ transaction: 'each' });
      await installQueue(url, owner);
      return applied.map(({ name }) => name);
    });
    await admitLoginRole(login, new URL(applicationUrl));
    for (const extension of extensions) {
      names.push(...(await within(url, (owner) => migrateExtension(owner, url, extension))));
    }
    return names;
  });
}

/**
 * Takes back the latest migration of `extension`, in a transaction of its own. Coinslot's stay.
 * @returns its name; undefined when none is left
 */
export function undoMigration(
  ownerUrl: string,
  extension: SchemaExtension,
): Promise<string | undefined> {
  assertSchemaExtensions([extension]);
  return alone(ownerUrl, async (login) => undoLatest(await urlAsOwner(login, ownerUrl), extension));
}

/** Does `work` while nobody else migrates. */
function alone<T>(ownerUrl: string, work: (login: DataSource) => Promise<T>): Promise<T> {
  return within(ownerUrl, async (login) => {
    const lock = login.createQueryRunner();
    while (!(await isMine(lock))) await sleep(POLL_MS);
    return work(login).finally(() => lock.release());
  });
}

/**
 * Whether nobody else migrates from now on. Nobody waits within a statement: an index that is made beside
 * writers waits for all statements that began before.
 */
async function isMine(lock: QueryRunner): Promise<boolean> {
  const [row] = (await lock.query(
    `SELECT pg_try_advisory_lock(hashtext('coinslot migrations')) AS mine`,
  )) as { mine: boolean }[];
  return row?.mine === true;
}

async function within<T>(url: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await connect(url, 2);
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

function connect(url: string, poolSize: number): Promise<DataSource> {
  return new DataSource(ormOptions(url, poolSize)).initialize().catch((error: unknown) => {
    throw unreachable(error, url);
  });
}

const unreachable = (error: unknown, url: string) =>
  notConnected(error, { name: 'DATABASE_OWNER_URL', url });

/** Makes the database when the server does not have it yet (SQLSTATE 3D000). */
async function createDatabase(ownerUrl: string): Promise<void> {
  try {
    await (await new DataSource(ormOptions(ownerUrl, 1)).initialize()).destroy();
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw unreachable(error, ownerUrl);
    const server = new URL(ownerUrl);
    const name = decodeURIComponent(server.pathname.slice(1)).replaceAll('"', '""');
    server.pathname = '/postgres';
    const admin = await connect(server.href, 1);
    await unlessMade(admin.query(`CREATE DATABASE "${name}"`)).finally(() => admin.destroy());
  }
}

/** The login role becomes a member of the group, and can so become what users and services work as. */
async function admitLoginRole(owner: DataSource, url: URL): Promise<void> {
  const role = decodeURIComponent(url.username);
  const [found] = await owner.query<{ isMember: boolean }[]>(
    `SELECT pg_has_role(oid, $2, 'USAGE') AS "isMember" FROM pg_roles WHERE rolname = $1`,
    [role, GROUP_ROLE],
  );
  if (found?.isMember === true) return;
  const quoted = `"${role.replaceAll('"', '""')}"`;
  if (found === undefined) {
    const password = decodeURIComponent(url.password).replaceAll("'", "''");
    await unlessMade(owner.query(`CREATE ROLE ${quoted} LOGIN PASSWORD '${password}'`));
  }
  await unlessMade(owner.query(`GRANT ${GROUP_ROLE} TO ${quoted}`));
}

/**
 * Roles and databases belong to the whole server, where no lock of one database helps: whoever comes
 * second finds them made (42P04, 42710, 23505), or being changed in the same way (XX000).
 */
async function unlessMade(statement: Promise<unknown>): Promise<void> {
  try {
    await statement;
  } catch (error) {
    if (!MADE_BY_ANOTHER.has((error as { code?: string }).code ?? '')) throw error;
  }
}
