import type { MigrationInterface, QueryRunner } from 'typeorm';
import { unfitRole } from './install-roles.js';
import { powerfulRole } from './least-privilege.js';
import { GROUP_ROLE, type ExtensionService, workingRoles } from './roles.js';

/** The table of an extension's schema in which its migrations are listed. */
export const MIGRATIONS = 'migrations';

/** Tables in which whoever has a right to them sees every row. */
const OPEN = `
  SELECT relname AS name FROM pg_class
   WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p') AND NOT relrowsecurity
     AND relname <> '${MIGRATIONS}' ORDER BY 1`;

/**
 * What stands in the schemas of others, each with everything that decides what it is and who may do what
 * with it. A foreign key to a table of others is the referring table's, so it is not in here.
 */
const OTHERS = `
  WITH spaces AS (SELECT * FROM pg_namespace
      WHERE nspname <> $1 AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'),
    relations AS (SELECT c.*, n.nspname FROM pg_class c JOIN spaces n ON n.oid = c.relnamespace)
  SELECT 'the schema ' || nspname AS name, concat_ws('|', nspowner, nspacl) AS state FROM spaces
  UNION ALL SELECT format('%s.%s', nspname, relname),
      concat_ws('|', relkind, relowner, relacl, relrowsecurity, relforcerowsecurity, reloptions) FROM relations
  UNION ALL SELECT format('%s.%s.%s', nspname, relname, attnum),
      concat_ws('|', attname, atttypid, atttypmod, attnotnull, attacl, attisdropped,
        pg_get_expr(d.adbin, d.adrelid))
    FROM relations r JOIN pg_attribute a ON attrelid = r.oid AND attnum > 0
    LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = attnum
  UNION ALL SELECT format('a policy of %s.%s', nspname, relname),
      concat_ws('|', polname, polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid),
        pg_get_expr(polwithcheck, polrelid))
    FROM relations r JOIN pg_policy ON polrelid = r.oid
  UNION ALL SELECT format('a constraint of %s.%s', nspname, relname), concat_ws('|', conname, pg_get_constraintdef(p.oid))
    FROM relations r JOIN pg_constraint p ON conrelid = r.oid
  UNION ALL SELECT format('a trigger of %s.%s', nspname, relname), concat_ws('|', tgenabled, pg_get_triggerdef(t.oid))
    FROM relations r JOIN pg_trigger t ON tgrelid = r.oid AND NOT tgisinternal
  UNION ALL SELECT format('the view %s.%s', nspname, relname), pg_get_viewdef(oid)
    FROM relations WHERE relkind IN ('v', 'm')
  UNION ALL SELECT format('%s.%s', nspname, p.oid::regprocedure),
      concat_ws('|', prosrc, proacl, proowner, prosecdef, proconfig)
    FROM spaces n JOIN pg_proc p ON pronamespace = n.oid
  UNION ALL SELECT format('the type %s.%s', nspname, typname), concat_ws('|', typtype, typowner, typacl)
    FROM spaces n JOIN pg_type ON typnamespace = n.oid AND typtype IN ('d', 'e', 'r')`;

interface Thing {
  readonly name: string;
  readonly state: string;
}

/**
 * The same migration, whose transaction fails when it leaves anything that no extension may have: a table
 * without row-level security, anything new or changed outside of `schema`, roles that the server does
 * not start with. So nothing of it is kept, nor recorded.
 */
export function guarded(
  migration: MigrationInterface,
  schema: string,
  services: readonly ExtensionService[],
): new () => MigrationInterface {
  const name = migration.name ?? migration.constructor.name;
  const fail = (why: string): never => {
    throw new Error(`The migration ${name} was not kept: ${why}`);
  };
  return class {
    readonly name = name;

    async up(query: QueryRunner): Promise<void> {
      if (migration.transaction === false) fail('it has to run in a transaction of its own.');
      const before = await others(query, schema);
      await migration.up(query);
      const why =
        (await changeOutside(query, schema, before)) ?? (await faultOf(query, schema, services));
      if (why !== undefined) fail(why);
    }

    down(query: QueryRunner): Promise<void> {
      return migration.down(query);
    }
  };
}

function others(query: QueryRunner, schema: string): Promise<Thing[]> {
  return query.query(OTHERS, [schema]);
}

async function changeOutside(
  query: QueryRunner,
  schema: string,
  before: readonly Thing[],
): Promise<string | undefined> {
  const after = await others(query, schema);
  const [known, left] = [keysOf(before), keysOf(after)];
  const changed =
    after.find((thing) => !known.has(keyOf(thing))) ??
    before.find((thing) => !left.has(keyOf(thing)));
  return changed && `it makes or changes ${changed.name}, outside of its own schema ${schema}.`;
}

async function faultOf(
  query: QueryRunner,
  schema: string,
  services: readonly ExtensionService[],
): Promise<string | undefined> {
  const [open] = (await query.query(OPEN, [schema])) as { readonly name: string }[];
  if (open !== undefined) {
    return (
      `the table ${schema}.${open.name} has no row-level security. ALTER TABLE … ENABLE ROW LEVEL ` +
      'SECURITY, with a policy for each role that works on it, in the same migration.'
    );
  }
  const unfit = await unfitRole(query, workingRoles(services));
  if (unfit !== undefined) return unfit;
  const powerful = await powerfulRole(query, [`'${GROUP_ROLE}'`]);
  return (
    powerful && `the server could become "${powerful}", which would bypass row-level security.`
  );
}

function keysOf(things: readonly Thing[]): ReadonlySet<string> {
  return new Set(things.map(keyOf));
}

function keyOf({ name, state }: Thing): string {
  return JSON.stringify([name, state]);
}
