import { DataSource } from 'typeorm';
import { ormOptions } from '../../../ormconfig.js';
import { type ExtensionService, roleOf, USER_ROLE } from './roles.js';
import { type SchemaExtension, schemaOf } from './schema-extension.js';

const MIGRATIONS = 'migrations';

/** Tables in which whoever has a right to them sees every row. */
const OPEN = `
  SELECT relname AS name FROM pg_class
   WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') AND NOT relrowsecurity
     AND relname <> '${MIGRATIONS}' ORDER BY 1`;

/**
 * Brings the schema of an extension up to date: its services may use it, and users. Each migration has
 * a transaction of its own, and the list of those that ran stands in the same schema, so that neither
 * Coinslot's migrations nor another team's come into it.
 * @returns the names of the migrations that ran
 * @throws Error when a table of it has no row-level security
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
  const names = await within(ownerUrl, extension, async (source) => {
    const applied = await source.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  });
  const [open] = await owner.query<{ name: string }[]>(OPEN, [schema]);
  if (open === undefined) return names;
  throw new Error(
    `The table ${schema}.${open.name} has no row-level security: ALTER TABLE … ENABLE ROW LEVEL ` +
      'SECURITY, with a policy for each role that works on it, in a migration.',
  );
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
  const source = await new DataSource({
    ...ormOptions(ownerUrl, 1),
    schema: schemaOf(extension),
    migrations: [...(extension.migrations ?? [])],
    migrationsTableName: MIGRATIONS,
  }).initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}
