import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { Database } from '../../src/common/database/index.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

const CONTEXT = `SELECT current_setting('app.user_id', true) AS "user", current_user::text AS role`;
/** PostgreSQL's texts hold every character but NUL. */
const text = fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', ''));

describe('the context of a transaction', () => {
  let database: TestDatabase;
  let source: DataSource;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.appUrl);
    db = new Database(source);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('is what it was opened with, whatever characters that has', async () => {
    const quoting = ["it's", `\\'; DROP TABLE users; --`, '"', '\\', '$1', '\ud83d\ude00'];
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom(...quoting), text), async (any) => {
        expect(await db.asUser(any, (tx) => tx.query(CONTEXT))).toEqual([
          { user: any, role: 'coinslot_as_user' },
        ]);
        expect(await db.asServiceInTurn('payments', any, (tx) => tx.query(CONTEXT))).toEqual([
          { user: '', role: 'coinslot_as_payments' },
        ]);
      }),
      { numRuns: 50 },
    );
  });

  it('ends with it, however it ends', async () => {
    await db.asService('payments', (tx) => tx.query('SELECT 1'));
    const failed = db.asService('payments', (tx) => tx.query('SELECT 1 / 0'));
    await expect(failed).rejects.toThrow('division by zero');
    const unset = await Promise.all(Array.from({ length: 5 }, () => source.query(CONTEXT)));
    expect(new Set(unset.flat().map((row) => row.role))).toEqual(new Set(['coinslot']));
  });

  it('keeps nothing of a transaction in which a statement failed unnoticed', async () => {
    const swallowed = db.asService('payments', async (tx) => {
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow('nothing of it was kept');
  });

  it('is told of what it cannot begin, and holds no connection then', async () => {
    const holding = db.asServiceInTurn('payments', 'held', async () => {
      const other = new Database(source);
      const late = other.asServiceInTurn('payments', 'held', (tx) => tx.query('SELECT 1'));
      await expect(late).rejects.toThrow('lock timeout');
      return 'done';
    });
    expect(await holding).toBe('done');
    const after = Array.from({ length: 8 }, () => db.asUser('', (tx) => tx.query('SELECT 1')));
    await expect(Promise.all(after)).resolves.toHaveLength(8);
  });
});
