import type { DataSource } from 'typeorm';
import { USER_ROLE } from '../../src/common/database/roles.js';

/** A table whose rows belong to a user each, as the database itself tells. */
export interface OwnedTable {
  readonly name: string;
  /** The column that names the user. */
  readonly owner: string;
  /** What a user may do, by columns. */
  readonly may: {
    readonly see: readonly string[];
    readonly change: readonly string[];
    readonly add: readonly string[];
    readonly remove: boolean;
  };
}

const OWNER = `'user_id', 'owner_id', 'creator_id', 'account_id'`;

/** The columns of a table that users have a right to, in SQL. */
const columns = (right: string) =>
  `coalesce(array_agg(a.attname::text ORDER BY a.attnum)
     FILTER (WHERE has_column_privilege('${USER_ROLE}', c.oid, a.attnum, '${right}')), '{}')`;

/** Every table whose rows belong to users, with what users may do in general. */
export async function ownedTables(owner: DataSource): Promise<OwnedTable[]> {
  const rows = await owner.query<
    {
      name: string;
      owner: string;
      see: string[];
      change: string[];
      add: string[];
      remove: boolean;
    }[]
  >(`
    SELECT c.relname AS name, min(a.attname) FILTER (WHERE a.attname IN (${OWNER})) AS owner,
        ${columns('SELECT')} AS see, ${columns('UPDATE')} AS change, ${columns('INSERT')} AS add,
        has_table_privilege('${USER_ROLE}', c.oid, 'DELETE') AS remove
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relnamespace = 'public'::regnamespace
     GROUP BY c.oid, c.relname HAVING bool_or(a.attname IN (${OWNER})) ORDER BY 1`);
  return rows.map(({ name, owner: column, ...may }) => ({ name, owner: column, may }));
}
