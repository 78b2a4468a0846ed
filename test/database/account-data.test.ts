import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

/** Tables that name a user and outlive them; docs/accounts.md tells why. */
const KEPT = [
  'event_deliveries',
  'executions',
  'ledger_entries',
  'outbox',
  'payment_claims',
  'refund_wallets',
  'refunds',
  'resource_versions',
  'settlement_checks',
  'settlements',
  'x402_prompt_template_usage_logs',
];

/**
 * Columns that name a user: by their name, or because they refer to `users`. `rule` says what becomes of
 * the row when the user is deleted: `c` goes with them, `n` forgets them; a resource, a webhook, a collection or a
 * budget takes its own along.
 */
const COLUMNS = `
  SELECT format('%s.%s', c.relname, a.attname) AS column, c.relname AS table, f.confdeltype AS rule
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f' AND a.attnum = ANY (f.conkey)
     AND f.confrelid IN ('users'::regclass, 'x402_resources'::regclass, 'connections'::regclass,
       'webhook_endpoints'::regclass, 'provider_collections'::regclass,
       'budgets'::regclass)
   WHERE c.relkind IN ('r', 'p') AND NOT a.attisdropped AND a.attnum > 0
     AND c.relnamespace <> ALL (ARRAY['pg_catalog', 'information_schema']::regnamespace[])
     AND (a.attname IN ('user_id', 'owner_id', 'creator_id', 'account_id')
       OR f.confrelid = 'users'::regclass)
   ORDER BY 1`;

interface Column {
  readonly column: string;
  readonly table: string;
  readonly rule: string | null;
}

describe('the data of a deleted account', () => {
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

  const withoutRule = async (): Promise<string[]> => {
    const columns: Column[] = await owner.query(COLUMNS);
    const erased = columns.filter(({ rule }) => rule === 'c' || rule === 'n');
    const ruled = new Set(erased.map(({ column }) => column));
    return columns
      .filter(({ column, table }) => !ruled.has(column) && !KEPT.includes(table))
      .map(({ column }) => column);
  };

  it('has a rule in every table that names a user', async () => {
    expect(await withoutRule()).toEqual([]);
    expect((await owner.query<Column[]>(COLUMNS)).length).toBeGreaterThan(20);
  });

  it('is missed where a table says nothing of it', async () => {
    await owner.query(`CREATE TABLE forgotten (user_id uuid NOT NULL)`);
    await owner.query(`CREATE TABLE refused (owner uuid NOT NULL REFERENCES users)`);
    expect(await withoutRule()).toEqual(['forgotten.user_id', 'refused.owner']);
    await owner.query(`DROP TABLE forgotten, refused`);
  });

  it('is documented table by table where it stays', async () => {
    const page = await readFile('docs/accounts.md', 'utf8');
    expect(KEPT.filter((table) => !page.includes(`\`${table}\``))).toEqual([]);
  });

  it('can be found without reading whole tables', async () => {
    const unindexed = await owner.query(`
      SELECT f.conrelid::regclass::text AS table FROM pg_constraint f
       WHERE f.contype = 'f' AND f.confrelid IN ('users'::regclass, 'x402_resources'::regclass)
         AND f.confdeltype IN ('c', 'n') AND NOT EXISTS (SELECT FROM pg_index i
           WHERE i.indrelid = f.conrelid AND i.indkey[0] = ANY (f.conkey) AND i.indpred IS NULL)`);
    expect(unindexed).toEqual([]);
  });
});
