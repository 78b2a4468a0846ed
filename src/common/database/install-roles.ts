import type { DataSource, QueryRunner } from 'typeorm';
import { GROUP_ROLE } from './roles.js';

/**
 * Roles belong to the whole server: those of another database, or of somebody who was allowed to make
 * them, are used as they are. Several databases may be migrated at once, so whoever comes second finds
 * the role or the membership made. `NOINHERIT` lets the application become a role and gives it none of
 * the role's rights before.
 */
const INSTALL = (working: string) => `
  DO $$
  DECLARE name text;
  BEGIN
    FOREACH name IN ARRAY ${working} || '${GROUP_ROLE}'::text LOOP
      CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = name);
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END LOOP;
    IF (SELECT rolinherit FROM pg_roles WHERE rolname = '${GROUP_ROLE}') THEN
      BEGIN
        ALTER ROLE ${GROUP_ROLE} NOINHERIT;
      -- "tuple concurrently updated": another database's migration did the same.
      EXCEPTION WHEN internal_error THEN NULL;
      END;
    END IF;
    FOREACH name IN ARRAY ${working} LOOP
      CONTINUE WHEN pg_has_role('${GROUP_ROLE}', name, 'MEMBER');
      BEGIN
        EXECUTE format('GRANT %I TO ${GROUP_ROLE}', name);
      EXCEPTION WHEN unique_violation OR internal_error THEN NULL;
      END;
    END LOOP;
  END $$`;

/** Roles of these names that are not what they should be, and why. */
const UNFIT = `
  SELECT r.rolname AS role, CASE
      WHEN r.rolcanlogin THEN 'it may log in'
      WHEN r.rolsuper OR r.rolbypassrls OR r.rolcreaterole THEN 'it has powers of the server'
      WHEN r.rolname <> $1 AND EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
        THEN 'it is a member of another role'
      WHEN r.rolname <> $1 AND pg_has_role($1, r.oid, 'USAGE') THEN $1 || ' inherits its rights'
      WHEN r.rolname <> $1 AND NOT pg_has_role($1, r.oid, 'MEMBER') THEN $1 || ' is no member of it'
    END AS why
    FROM pg_roles r WHERE r.rolname = $1 OR r.rolname = ANY ($2) ORDER BY 1`;

/**
 * Makes the roles that policies and grants name, where the server does not have them yet.
 * @param working what the application becomes; names of `roles.ts`
 * @throws Error when they are missing and `owner` may not make them, or are not what they should be
 */
export async function installRoles(owner: DataSource, working: readonly string[]): Promise<void> {
  try {
    await owner.query(INSTALL(`'{${working.join(',')}}'::text[]`));
  } catch (cause) {
    if ((cause as { code?: string }).code !== '42501') throw cause;
    throw new Error(
      'The role that migrates may not make the roles that Coinslot works as. Give it CREATEROLE, or ' +
        'let somebody who has it run the SQL of docs/architecture.md once, and migrate again.',
      { cause },
    );
  }
  const unfit = await unfitRole(owner, working);
  if (unfit !== undefined) throw new Error(`The role ${unfit}`);
}

/** Which of the roles is not what it should be, and why, as a sentence; undefined when all are. */
export async function unfitRole(
  owner: DataSource | QueryRunner,
  working: readonly string[],
): Promise<string | undefined> {
  const roles: { role: string; why: string | null }[] = await owner.query(UNFIT, [
    GROUP_ROLE,
    working,
  ]);
  const unfit = roles.find(({ why }) => why !== null);
  return unfit && `"${unfit.role}" of this server cannot be used: ${unfit.why}.`;
}
