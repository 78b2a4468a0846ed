import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

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

describe('docs/runbook.md', () => {
  it('asks nothing that the database does not understand, and changes nothing', async () => {
    const text = await readFile('docs/runbook.md', 'utf8');
    const statements = [...text.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql);
    expect(statements.length).toBeGreaterThan(6);
    await owner.transaction(async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      for (const sql of statements) expect(await tx.query(sql)).toBeInstanceOf(Array);
    });
  });
});
