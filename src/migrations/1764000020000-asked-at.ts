import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the network was last about to be asked to move a claim's money; null: certainly never. */
export class AskedAt1764000020000 implements MigrationInterface {
  readonly name = 'AskedAt1764000020000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE payment_claims ADD COLUMN asked_at timestamptz`);
    await query.query(`ALTER TABLE payment_claims DISABLE TRIGGER payment_claims_transition`);
    // Nothing was noted so far: whatever may have been asked counts as asked when it last changed.
    await query.query(`
      UPDATE payment_claims SET asked_at = updated_at
       WHERE status IN ('settling', 'unknown', 'refused', 'settled')`);
    await query.query(`ALTER TABLE payment_claims ENABLE TRIGGER payment_claims_transition`);
    await query.query(`GRANT UPDATE (asked_at) ON payment_claims TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE payment_claims DROP COLUMN asked_at`);
  }
}
