import { DataSource } from 'typeorm';
import { ormOptions } from '../../../ormconfig.js';
import { guarded, MIGRATIONS } from './guarded-migration.js';
import { type ExtensionService, roleOf, USER_ROLE } from './roles.js';
import { type SchemaExtension, schemaOf } from './schema-extension.js';

/**
 * Brings the schema of an extension up to date: its services may use it, and users. Each migration has
 * a transaction of its own, and the list of those that ran stands in the same schema, so that neither
 * Coinslot's migrations nor another team's come into it.
 * @returns the names of the migrations that ran
 * @throws Error when a migration makes what no extension may have; see {@link guarded}
 */
export async function migrateExtension(
  owner: DataSource,
  ownerUrl: string,
  extension: SchemaExtension,
): Promise<string[]> {
  const { services = [], migrations = [] } = extension;
  if (services.length === 0 && migrations.length === 0) return [];
  const schema = schemaOf(extension);
  await owner.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await owner.query(`GRANT USAGE ON SCHEMA ${schema} TO ${USER_ROLE}`);
  for (const service of services) await owner.query(admission(service, schema));
  return within(ownerUrl, extension, async (source) => {
    const applied = await source.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  });
}

/** What every service of a team may do: use its schema, and write events of the team's own types. */
function admission(service: ExtensionService, schema: string): string {
  const role = roleOf(service);
  const policy = `outbox_${service}`;
  return `
    DO $$
    BEGIN
      GRANT USAGE ON SCHEMA public, ${schema} TO ${role};
      GRANT INSERT (user_id, type, data) ON outbox TO ${role};
      IF NOT EXISTS (SELECT FROM pg_policies WHERE tablename = 'outbox' AND policyname = '${policy}') THEN
        CREATE POLICY ${policy} ON outbox FOR INSERT TO ${role} WITH CHECK (starts_with(type, '${schema}.'));
      END IF;
    END $$`;
}

/** Takes back the latest migration of an extension. @returns its name; undefined when none is left */
export function undoLatest(
  ownerUrl: string,
  extension: SchemaExtension,
): Promise<string | undefined> {
  return within(ownerUrl, extension, async (source) => {
    const table = `${schemaOf(extension)}.${MIGRATIONS}`;
    const [is] = await source.query<{ known: boolean }[]>(
      'SELECT to_regclass($1) IS NOT NULL AS known',
      [table],
    );
    if (is?.known !== true) return undefined;
    const [latest] = await source.query<{ name: string }[]>(
      `SELECT name FROM ${table} ORDER BY id DESC LIMIT 1`,
    );
    if (latest !== undefined) await source.undoLastMigration({ transaction: 'each' });
    return latest?.name;
  });
}

async function within<T>(
  ownerUrl: string,
  extension: SchemaExtension,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const schema = schemaOf(extension);
  const { services = [], migrations = [] } = extension;
  const source = await new DataSource({
    ...ormOptions(ownerUrl, 1),
    schema,
    migrations: migrations.map((Migration) => guarded(new Migration(), schema, services)),
    migrationsTableName: MIGRATIONS,
  }).initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}
