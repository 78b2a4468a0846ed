import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrate } from '../../src/common/database/index.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';
import { undo } from './undo.js';

const MIGRATION = 'NoTemporaryTables1764100009100';
const MAKE = `CREATE TEMPORARY TABLE users (id integer) ON COMMIT DROP`;

describe('temporary tables', () => {
  let database: TestDatabase;
  let owner: DataSource;
  let server: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await createDataSource(database.ownerUrl);
    server = await createDataSource(database.appUrl);
    // A database that was copied from another has rights of its own.
    await undo(owner, MIGRATION);
  });
  afterAll(async () => {
    await Promise.all([owner.destroy(), server.destroy()]);
    await database.drop();
  });

  const makeAs = (role: string) =>
    server.transaction(async (tx) => {
      if (role !== '') await tx.query(`SELECT set_config('role', $1, true)`, [role]);
      await tx.query(MAKE);
    });

  it('can be made by nobody that the server is or becomes', async () => {
    await makeAs('');
    await migrate(database.ownerUrl, database.appUrl);
    for (const role of ['', 'coinslot_as_user', 'coinslot_as_payments']) {
      await expect(makeAs(role)).rejects.toThrow('permission denied');
    }
  });

  it('come back with the migration undone', async () => {
    await undo(owner, MIGRATION);
    await makeAs('');
  });
});
