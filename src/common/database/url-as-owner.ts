import type { DataSource } from 'typeorm';

/** Whom the tables belong to, once there are any. */
const OWNER = `
  SELECT session_user AS login, pg_get_userbyid(relowner) AS owner,
         pg_has_role(session_user, relowner, 'MEMBER') AS "isMember"
    FROM pg_class WHERE oid = to_regclass('public.users')`;

interface Found {
  readonly login: string;
  readonly owner: string;
  readonly isMember: boolean;
}

/**
 * Where to migrate so that everything belongs to one role, whoever logs in: the functions in the database
 * have the rights of their owner alone, and with two owners they could not use each other's tables.
 * @param login connected by `ownerUrl`
 * @throws Error when the tables belong to somebody whom the login cannot become
 */
export async function urlAsOwner(login: DataSource, ownerUrl: string): Promise<string> {
  const [found] = await login.query<Found[]>(OWNER);
  if (found === undefined || found.login === found.owner) return ownerUrl;
  if (!found.isMember) {
    throw new Error(
      `DATABASE_OWNER_URL: the tables belong to "${found.owner}", and "${found.login}" is no member of ` +
        `it. Migrate as the owner, or GRANT "${found.owner}" TO "${found.login}".`,
    );
  }
  const url = new URL(ownerUrl);
  const given = url.searchParams.get('options');
  // Whitespace parts options from each other unless it is escaped.
  const become = `-c role=${found.owner.replaceAll(/[\s\\]/g, '\\$&')}`;
  url.searchParams.set('options', given === null ? become : `${given} ${become}`);
  return url.href;
}
