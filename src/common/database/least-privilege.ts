import type { DataSource, QueryRunner } from 'typeorm';
import { ConfigError } from '../config/index.js';
import { type ExtensionService, workingRoles } from './roles.js';

/**
 * Roles that one of these is, or can become with SET ROLE, and for which row-level security does not
 * hold: superusers, roles with BYPASSRLS and owners of tables skip the policies; those that may make
 * roles, or reach the server's files and programs, can become one of them. Membership counts whether
 * or not its rights are inherited.
 */
const POWERFUL_ROLES = (who: readonly string[]) => `
  SELECT r.rolname AS role FROM pg_roles r
   WHERE (${who.map((role) => `pg_has_role(${role}, r.oid, 'MEMBER')`).join(' OR ')})
     AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole
          OR r.rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
          OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                      WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                        AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'))
   ORDER BY r.rolname <> session_user, r.rolname
   LIMIT 1`;

/**
 * A role for which row-level security would not hold, and which one of `who` is or can become.
 * @param who names of roles, as SQL
 */
export async function powerfulRole(
  source: DataSource | QueryRunner,
  who: readonly string[],
): Promise<string | undefined> {
  const [powerful]: { role: string }[] = await source.query(POWERFUL_ROLES(who));
  return powerful?.role;
}

/**
 * Refuses sessions in which a statement that is its own transaction could wait for ever.
 * @throws {ConfigError} with the SQL that mends it
 */
export async function assertBounded(dataSource: DataSource): Promise<void> {
  const [session] = await dataSource.query<{ name: string; timeout: string }[]>(
    `SELECT session_user AS name, current_setting('statement_timeout') AS timeout`,
  );
  if (session?.timeout !== '0') return;
  throw new ConfigError([
    `DATABASE_URL: behind a pooler the role has to bound its statements itself. Run ` +
      `ALTER ROLE "${session.name}" SET statement_timeout = '10s', and let the pooler connect anew.`,
  ]);
}

/** Becomes each role in turn, for this statement alone. */
const BECOME_EACH = `SELECT set_config('role', role, true) FROM unnest($1::text[]) AS role`;

/**
 * Refuses a database role for which row-level security would not hold, now or after a SET ROLE, and
 * one that may not become what users and services work as.
 * @param services those of other teams
 * @throws {ConfigError} naming what is wrong with DATABASE_URL's role.
 */
export async function assertLeastPrivilege(
  dataSource: DataSource,
  services: readonly ExtensionService[],
): Promise<void> {
  const [session] = await dataSource.query<{ name: string; migrated: boolean }[]>(
    `SELECT session_user AS name, to_regclass('public.users') IS NOT NULL AS migrated`,
  );
  const powerful = await powerfulRole(dataSource, ['session_user', 'current_user']);
  if (session === undefined || powerful !== undefined) {
    const { name } = session ?? { name: '?' };
    const why = powerful && powerful !== name ? `: it is a member of "${powerful}"` : '';
    throw new ConfigError([
      `DATABASE_URL: the role "${name}" would bypass row-level security${why}. ` +
        'Use a role that is no superuser, has neither BYPASSRLS nor CREATEROLE, owns no table and is a member of no such role.',
    ]);
  }
  if (!session.migrated) {
    throw new ConfigError([
      'DATABASE_URL: the database is not migrated. Run `npm run migrate` first.',
    ]);
  }
  await dataSource.query(BECOME_EACH, [workingRoles(services)]).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError([
      `DATABASE_URL: the role "${session.name}" may not become what Coinslot works as (${why}). ` +
        'Run `npm run migrate` first.',
    ]);
  });
}
