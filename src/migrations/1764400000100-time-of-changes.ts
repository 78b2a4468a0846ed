import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When rows were written: tables grow in that order, so that a few bytes for each stretch of a table suffice. */
const TIMES = [
  ['payment_claims', 'updated_at'],
  ['settlements', 'settled_at'],
  ['ledger_entries', 'created_at'],
] as const;

const UNLESS_FORGOTTEN_ONLY = `
  WHEN (NEW.purged_at IS NOT DISTINCT FROM OLD.purged_at
    OR NEW.status <> OLD.status OR NEW.work <> OLD.work)`;

/**
 * Whoever asks what was written lately reads only that. A claim whose contents are forgotten does not count as
 * changed: what it says of money is what it said.
 */
export class TimeOfChanges1764400000100 implements MigrationInterface {
  readonly name = 'TimeOfChanges1764400000100';

  async up(query: QueryRunner): Promise<void> {
    await guardTransitions(query, UNLESS_FORGOTTEN_ONLY);
    for (const [table, column] of TIMES) {
      await query.query(`CREATE INDEX ${table}_${column} ON ${table} USING brin (${column})`);
    }
  }

  async down(query: QueryRunner): Promise<void> {
    for (const [table, column] of TIMES) await query.query(`DROP INDEX ${table}_${column}`);
    await guardTransitions(query, '');
  }
}

async function guardTransitions(query: QueryRunner, when: string): Promise<void> {
  await query.query(`
    CREATE OR REPLACE TRIGGER payment_claims_transition BEFORE UPDATE ON payment_claims
      FOR EACH ROW ${when} EXECUTE FUNCTION guard_claim_transition()`);
}
