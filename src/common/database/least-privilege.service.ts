import type { DataSource } from 'typeorm';

/**
 * Refuses a database role for which row-level security would not hold: superusers, roles with
 * BYPASSRLS and owners of tables skip the policies.
 * @throws Error naming what is wrong with DATABASE_URL's role.
 */
export async function assertLeastPrivilege(dataSource: DataSource): Promise<void> {
  const [role] = await dataSource.query<
    { name: string; bypasses: boolean; owns: boolean; migrated: boolean }[]
  >(`
    SELECT current_user AS name,
           (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS bypasses,
           EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user) AS owns,
           to_regclass('public.users') IS NOT NULL AS migrated`);
  if (role === undefined || role.bypasses || role.owns) {
    throw new Error(
      `DATABASE_URL: the role "${role?.name}" would bypass row-level security. ` +
        'Use a role that is no superuser, has no BYPASSRLS and owns no table.',
    );
  }
  if (!role.migrated) {
    throw new Error('DATABASE_URL: the database is not migrated. Run `npm run migrate` first.');
  }
}
