import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { Database, migrate } from '../../src/common/database/index.js';
import { WORKING_ROLES } from '../../src/common/database/roles.js';
import { type PostgresServer, startPostgres } from '../../src/sandbox/postgres/index.js';
import { documentedSql } from './documented-roles.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

/** Tables that nobody but functions of the owner reads or writes. */
const OF_FUNCTIONS = ['broadcast_turns', 'username_looks'];
/** What the role that logs in does in one statement, without becoming anybody. */
const CALLED_DIRECTLY = [
  'add_event',
  'book_journal',
  'book_run',
  'book_settlement',
  'change_claim',
  'count_request',
  'fold_demand',
  'give_back_broadcast_turn',
  'take_broadcast_turn',
  'take_claim',
];

let database: TestDatabase;
let owner: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createDataSource(database.ownerUrl);
});
afterAll(async () => {
  await owner.destroy();
  await database.drop();
});

interface Policy {
  readonly table: string;
  readonly name: string;
  readonly roles: string[];
  readonly rule: string;
}

const policies = () =>
  owner.query<Policy[]>(`
    SELECT tablename AS table, policyname AS name, roles::text[], concat_ws(' ', qual, with_check) AS rule
      FROM pg_policies WHERE schemaname = 'public'`);

/** Every table of ours, and whether row-level security holds for it. */
const tables = () =>
  owner.query<{ name: string; secured: boolean }[]>(`
    SELECT relname AS name, relrowsecurity AS secured FROM pg_class
     WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> 'migrations'
     ORDER BY 1`);

/** Tables that let everybody in who has a right to them, or nobody at all. */
async function unruled(): Promise<{ open: string[]; closed: string[] }> {
  const all = await tables();
  const withPolicies = new Set((await policies()).map(({ table }) => table));
  return {
    open: all.filter(({ secured }) => !secured).map(({ name }) => name),
    closed: all.map(({ name }) => name).filter((name) => !withPolicies.has(name)),
  };
}

/** Policies that are not for one role, or ask who is asking. */
async function mixed(): Promise<string[]> {
  const found = (await policies()).filter(({ roles, rule }) => {
    const [role = '', ...others] = roles;
    return (
      others.length > 0 ||
      !WORKING_ROLES.includes(role) ||
      (role === 'coinslot_as_user') !== rule.includes('app_user()') ||
      / OR |app_service|app\.service|current_user|session_user/i.test(rule)
    );
  });
  return found.map(({ name }) => name);
}

describe('every table', () => {
  it('has row-level security, and policies unless functions alone use it', async () => {
    expect((await tables()).length).toBeGreaterThan(30);
    expect(await unruled()).toEqual({ open: [], closed: OF_FUNCTIONS });
  });

  it('has policies for one role each, that tell users from services by nothing else', async () => {
    expect(await mixed()).toEqual([]);
  });

  it('is found out when it has none, or one that asks who is asking', async () => {
    const own = `owner_id = (SELECT app_user())`;
    await owner.query(`
      CREATE TABLE planted (owner_id uuid);
      CREATE POLICY for_both ON planted TO coinslot_as_user
        USING (${own} OR current_setting('app.service', true) = 'payments');
      CREATE POLICY for_all ON planted TO PUBLIC USING (${own});
      CREATE POLICY for_any_user ON planted TO coinslot_as_user USING (true);
      CREATE POLICY of_group ON planted TO coinslot_app USING (${own});
      CREATE TABLE planted_bare (id uuid)`);
    const found = [await unruled(), await mixed()];
    await owner.query(`DROP TABLE planted, planted_bare`);
    expect(found).toEqual([
      { open: ['planted', 'planted_bare'], closed: [...OF_FUNCTIONS, 'planted_bare'].sort() },
      expect.arrayContaining(['for_both', 'for_all', 'for_any_user', 'of_group']),
    ]);
  });

  it('gives rights to the roles that have a policy for it, and to no others', async () => {
    const granted = await owner.query<{ table: string; role: string }[]>(`
      SELECT DISTINCT c.relname AS table, x.grantee::regrole::text AS role FROM pg_class c
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid,
        LATERAL (SELECT * FROM aclexplode(c.relacl) UNION ALL SELECT * FROM aclexplode(a.attacl)) x
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND x.grantee <> c.relowner`);
    const ruled = (await policies()).map(({ table, roles: [role = ''] }) => ({ table, role }));
    expect(pairsOf(granted)).toEqual(pairsOf(ruled));
  });

  it('is never truncated, and never given away', async () => {
    const rights = await owner.query(`
      SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants
       WHERE table_schema = 'public' AND grantee LIKE 'coinslot%'
         AND (privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER') OR is_grantable = 'YES')`);
    expect(rights).toEqual([]);
  });
});

describe('the role that the application logs in as', () => {
  it('has no right to any table, view or column', async () => {
    const rights = await owner.query(`
      SELECT c.relname, p.privilege FROM pg_class c,
          unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) AS p (privilege)
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
         AND (has_table_privilege('coinslot', c.oid, p.privilege) OR CASE
           WHEN p.privilege IN ('SELECT', 'INSERT', 'UPDATE')
           THEN has_any_column_privilege('coinslot', c.oid, p.privilege) END)`);
    expect(rights).toEqual([]);
  });

  it('may call these functions with rights of their own, and no others', async () => {
    const callable = await owner.query<{ name: string }[]>(`
      SELECT proname AS name FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND prosecdef
         AND has_function_privilege('coinslot', oid, 'EXECUTE')
       ORDER BY 1`);
    expect(callable.map(({ name }) => name)).toEqual(CALLED_DIRECTLY);
  });

  it('hangs no trigger of ours on a table of its own, and nor does who it becomes', async () => {
    const application = await createDataSource(database.appUrl);
    const functions = await owner.query<{ it: string }[]>(`
      SELECT oid::regprocedure AS it FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND prosecdef AND prorettype = 'trigger'::regtype`);
    expect(functions.length).toBeGreaterThan(5);
    for (const role of ['coinslot', ...WORKING_ROLES]) {
      for (const { it } of functions) {
        const hung = application.transaction(async (tx) => {
          await tx.query(`SELECT set_config('role', $1, true)`, [role]);
          await tx.query(`CREATE TEMP TABLE mine (id uuid, user_id uuid)`);
          await tx.query(
            `CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION ${it}`,
          );
        });
        await expect(hung).rejects.toThrow('permission denied for function');
      }
    }
    await application.destroy();
  });
});

describe('the table that docs/architecture.md shows', () => {
  const [ada, bob] = [
    '018f0000-0000-7000-8000-00000000000a',
    '018f0000-0000-7000-8000-00000000000b',
  ] as const;
  let source: DataSource;
  let db: Database;
  beforeAll(async () => {
    const text = await readFile('docs/architecture.md', 'utf8');
    const statements = [...text.matchAll(/query\.query\(\s*`([^`]+)`/g)].map(([, sql = '']) => sql);
    const made = statements.filter((sql) => !sql.startsWith('DROP'));
    expect(made.length).toBeGreaterThan(5);
    for (const sql of made) await owner.query(sql);
    await owner.query(`ALTER TABLE kept_calls DROP CONSTRAINT kept_calls_claim_id_fkey`);
    source = await createDataSource(database.appUrl);
    db = new Database(source);
  });
  afterAll(async () => {
    await source.destroy();
    await owner.query(`DROP TABLE kept_calls`);
  });

  const keep = `INSERT INTO kept_calls (owner_id, claim_id) VALUES ($1, gen_random_uuid())`;
  const kept = (user: string) =>
    db.asUser(user, (tx) =>
      tx.query<{ id: string; owner_id: string }[]>(
        `SELECT id, owner_id FROM kept_calls ORDER BY created_at`,
      ),
    );

  it('is written by the one service, and read by each owner alone', async () => {
    for (const user of [ada, ada, bob]) {
      await db.asService('payments', (tx) => tx.query(keep, [user]));
    }
    expect((await kept(ada)).map(({ owner_id: of }) => of)).toEqual([ada, ada]);
    expect((await kept(bob)).map(({ owner_id: of }) => of)).toEqual([bob]);
    for (const attempt of [
      db.asUser(ada, (tx) => tx.query(keep, [ada])),
      db.asService('payments', (tx) => tx.query(`SELECT note FROM kept_calls`)),
      db.asService('execution', (tx) => tx.query(`SELECT note FROM kept_calls`)),
      source.query(`SELECT note FROM kept_calls`),
    ]) {
      await expect(attempt).rejects.toThrow('permission denied');
    }
    await db.asUser(bob, (tx) => tx.query(`DELETE FROM kept_calls`));
    expect(await kept(ada)).toHaveLength(2);
  });

  it('has ids that follow time', async () => {
    const ids = (await kept(ada)).map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
      expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
    }
  });
});

/** One connection serves one transaction after another, as behind PgBouncer in transaction mode. */
describe('a transaction in the role of somebody', () => {
  const ada = '018f0000-0000-7000-8000-000000000001';
  let source: DataSource;
  let db: Database;
  const statements: string[] = [];
  beforeAll(async () => {
    source = await new DataSource({
      ...ormOptions(database.appUrl, 1),
      logging: ['query'],
      logger: { ...SILENT, logQuery: (sql: string) => void statements.push(sql) },
    }).initialize();
    db = new Database(source);
  });
  afterAll(() => source.destroy());

  const WHO = `SELECT current_user::text AS role, current_setting('app.user_id', true) AS "user"`;
  interface Who {
    readonly role: string;
    readonly user: string | null;
  }
  const outside = async () => {
    const [who] = await source.query<Who[]>(WHO);
    return [who?.role, who?.user || null];
  };

  it('is somebody inside and nobody afterwards, whether it is kept or taken back', async () => {
    expect(await db.asUser(ada, (tx) => tx.query<Who[]>(WHO))).toEqual([
      { role: 'coinslot_as_user', user: ada },
    ]);
    expect(await outside()).toEqual(['coinslot', null]);
    expect(await db.asService('payments', (tx) => tx.query<Who[]>(WHO))).toEqual([
      { role: 'coinslot_as_payments', user: '' },
    ]);
    expect(await outside()).toEqual(['coinslot', null]);
    const failing = db.asUser(ada, (tx) => tx.query('SELECT 1 / 0'));
    await expect(failing).rejects.toThrow('division by zero');
    expect(await outside()).toEqual(['coinslot', null]);
  });

  it('takes its role in the message that begins it', async () => {
    statements.length = 0;
    await db.asService('accounts', (tx) => tx.query('SELECT 1'));
    const [begin, work, ...others] = statements;
    expect(begin).toMatch(/^START TRANSACTION; SELECT set_config\('role', 'coinslot_as_accounts'/);
    expect([work, ...others.filter((sql) => sql !== 'COMMIT')]).toEqual(['SELECT 1']);
  });
});

describe('a server of its own for PostgreSQL', () => {
  let directory: string;
  let server: PostgresServer;
  let admin: DataSource;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'coinslot-roles-'));
    server = await startPostgres({ directory, ephemeral: true });
    admin = await createDataSource(server.url('postgres'));
  });
  afterAll(async () => {
    await admin.destroy();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const urlFor = (role: string, name: string) =>
    `postgres://${role}:secret@${server.host}:${server.port}/${name}`;

  async function dropRoles(): Promise<void> {
    const names = ['one', 'two', 'three', 'bare'];
    for (const name of names) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    const roles = await admin.query<{ name: string }[]>(
      `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'coinslot%' OR rolname = 'keeper'`,
    );
    for (const { name } of roles) await admin.query(`DROP ROLE ${name}`);
  }

  it('makes the roles once, however many of its databases are migrated at the same time', async () => {
    const names = ['one', 'two', 'three'];
    const applied = await Promise.all(
      names.map((name) => migrate(server.url(name), urlFor('coinslot', name))),
    );
    expect(new Set(applied.map(({ length }) => length)).size).toBe(1);
    for (const name of names) {
      expect(await becomesEach(urlFor('coinslot', name))).toBe(WORKING_ROLES.length);
    }
  });

  it('keeps the rights in one database when another goes back', async () => {
    const source = await createDataSource(server.url('two'));
    for (const _ of source.migrations) await source.undoLastMigration();
    await source.destroy();
    const app = await createDataSource(urlFor('coinslot', 'one'));
    await new Database(app).asService('payments', (tx) => tx.query('SELECT FROM payment_claims'));
    await app.destroy();
  });

  it('is migrated by a role that may make none, once somebody has run the documented SQL', async () => {
    await dropRoles();
    await admin.query(`CREATE ROLE keeper LOGIN PASSWORD 'secret'`);
    await admin.query(`CREATE DATABASE bare OWNER keeper`);
    const toMigrate = () => migrate(urlFor('keeper', 'bare'), urlFor('coinslot', 'bare'));
    await expect(toMigrate()).rejects.toThrow('docs/architecture.md');
    for (const sql of await documentedSql('secret')) await admin.query(sql);
    expect((await toMigrate()).length).toBeGreaterThan(0);
    expect(await becomesEach(urlFor('coinslot', 'bare'))).toBe(WORKING_ROLES.length);
    expect(await toMigrate()).toEqual([]);
  });

  it.each([
    ['that may log in', 'ALTER ROLE coinslot_as_user LOGIN', 'it may log in'],
    ['with powers', 'ALTER ROLE coinslot_as_user NOLOGIN BYPASSRLS', 'it has powers'],
    [
      'that is a member of another',
      'ALTER ROLE coinslot_as_user NOBYPASSRLS; GRANT coinslot_as_payments TO coinslot_as_user',
      'it is a member of another role',
    ],
  ])('does not take a role of the same name %s for its own', async (_what, sql, why) => {
    await admin.query(sql);
    const migrated = migrate(server.url('bare'), urlFor('coinslot', 'bare'));
    await expect(migrated).rejects.toThrow(why);
  });
});

/** `table role`, each once. */
function pairsOf(found: readonly { table: string; role: string }[]): string[] {
  return [...new Set(found.map(({ table, role }) => `${table} ${role}`))].sort();
}

/** Becomes each role in turn, as a server that starts does. */
async function becomesEach(url: string): Promise<number> {
  const source = await createDataSource(url);
  const become = `SELECT set_config('role', role, true) FROM unnest($1::text[]) AS role`;
  const roles = await source.query<unknown[]>(become, [WORKING_ROLES]);
  await source.destroy();
  return roles.length;
}

const SILENT = Object.fromEntries(
  ['logQueryError', 'logQuerySlow', 'logSchemaBuild', 'logMigration', 'log'].map((name) => [
    name,
    () => undefined,
  ]),
) as Record<
  'logQueryError' | 'logQuerySlow' | 'logSchemaBuild' | 'logMigration' | 'log',
  () => void
>;
