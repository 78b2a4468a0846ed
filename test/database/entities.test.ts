/**
 * Loads the application for itself: others of this process may have added entities of other teams.
 * @jest-environment <rootDir>/test/setup/environment.cjs
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { openShop, type Shop } from '../e2e/shop.js';

interface ColumnRow {
  readonly table_name: string;
  readonly column_name: string;
  readonly is_nullable: 'YES' | 'NO';
  readonly data_type: string;
}

/** PostgreSQL's names for the column types that entities use. */
const TYPES: Readonly<Record<string, string>> = {
  timestamptz: 'timestamp with time zone',
  array: 'ARRAY',
};

describe('the entities', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.stop());

  it('say of every column what the migrated database says', async () => {
    const rows: ColumnRow[] = await shop.owner.query(
      `SELECT table_name, column_name, is_nullable, data_type FROM information_schema.columns
        WHERE table_schema = 'public'`,
    );
    const actual = new Map(rows.map((row) => [`${row.table_name}.${row.column_name}`, row]));
    const { entityMetadatas } = shop.app.get(DataSource);
    // A view's columns have neither types nor constraints of their own.
    const tables = entityMetadatas.filter(({ tableType }) => tableType !== 'view');
    expect(entityMetadatas.length).toBeGreaterThan(10);
    for (const entity of tables) {
      for (const column of entity.columns) {
        const name = `${entity.tableName}.${column.databaseName}`;
        const row = actual.get(name);
        const type = column.isArray ? 'array' : String(column.type);
        expect([name, row?.data_type]).toEqual([name, TYPES[type] ?? type]);
        expect([name, row?.is_nullable === 'YES']).toEqual([name, column.isNullable]);
      }
    }
  });
});
