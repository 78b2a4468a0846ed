import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ormOptions } from '../../ormconfig.js';
import { migrate } from '../../src/common/database/index.js';
import { migrations } from '../../src/migrations/index.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';

describe('the migrations', () => {
  let database: TestDatabase;
  let owner: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await new DataSource(ormOptions(database.ownerUrl, 2)).initialize();
  });
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  /** Everything in the schema that a migration could have made. */
  const describeSchema = () =>
    owner.query(`
      SELECT 'column' AS kind, table_name || '.' || column_name || ' ' || data_type AS name
        FROM information_schema.columns WHERE table_schema = 'public'
      UNION ALL SELECT 'policy', concat_ws(' ', tablename, policyname, cmd, roles, qual, with_check)
        FROM pg_policies WHERE schemaname = 'public'
      UNION ALL SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname FROM pg_trigger
        WHERE NOT tgisinternal
      UNION ALL SELECT 'grant', concat_ws(' ', grantee, table_name, privilege_type)
        FROM information_schema.role_table_grants
        WHERE grantee LIKE 'coinslot%' AND table_schema = 'public'
      UNION ALL SELECT 'grant', concat_ws(' ', grantee, table_name, column_name, privilege_type)
        FROM information_schema.column_privileges
        WHERE grantee LIKE 'coinslot%' AND table_schema = 'public'
      UNION ALL SELECT 'grant', concat_ws(' ', x.grantee::regrole, proname, x.privilege_type)
        FROM pg_proc, aclexplode(proacl) x WHERE pronamespace = 'public'::regnamespace
        AND x.grantee <> 0 AND x.grantee::regrole::text LIKE 'coinslot%'
      ORDER BY 1, 2`);

  it('go down to nothing and up to the same again', async () => {
    const before = await describeSchema();
    for (const _ of migrations) await owner.undoLastMigration();
    const rest: { kind: string; name: string }[] = await describeSchema();
    const left = rest.filter(
      ({ kind, name }) => kind !== 'trigger' && !name.includes('migrations'),
    );
    expect(left).toEqual([]);
    await migrate(database.ownerUrl, database.appUrl);
    expect(await describeSchema()).toEqual(before);
  });

  it('can be run again, and by several at once, without doing anything twice', async () => {
    const runs = Array.from({ length: 3 }, () => migrate(database.ownerUrl, database.appUrl));
    expect(await Promise.all(runs)).toEqual([[], [], []]);
  });

  it('leave no table with an owner without row-level security', async () => {
    const open = await owner.query(`
      SELECT c.relname FROM pg_class c
        JOIN information_schema.columns i ON i.table_schema = 'public' AND i.table_name = c.relname
       WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND i.column_name IN ('user_id', 'owner_id')`);
    expect(open).toEqual([]);
  });
});
