import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a payer has open at a time is summed whenever they pay, and who left work unpaid is known for
 * a while. Claims that were given back before any work began say nothing to anybody: they can be
 * deleted, by a function, so that the application cannot delete any other.
 */
export class Payers1764000025000 implements MigrationInterface {
  readonly name = 'Payers1764000025000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE payment_claims
        ADD COLUMN unpaid_at timestamptz,
        ADD COLUMN never_begun boolean NOT NULL DEFAULT false
          CONSTRAINT payment_claims_never_begun CHECK (NOT never_begun OR status = 'released')`);
    await query.query(`GRANT UPDATE (unpaid_at, never_begun) ON payment_claims TO coinslot_app`);
    await query.query(`
      CREATE INDEX payment_claims_open_of_payer ON payment_claims (payer, network, asset)
        WHERE status IN ('claimed', 'settling', 'unknown', 'refused')`);
    await query.query(`
      CREATE INDEX payment_claims_unpaid ON payment_claims (payer, network, asset)
        WHERE unpaid_at IS NOT NULL`);
    await query.query(`
      CREATE INDEX payment_claims_forgettable ON payment_claims (ended_at) WHERE never_begun`);
    await query.query(`
      CREATE FUNCTION forget_claims(ended_before timestamptz, batch integer)
        RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        WITH forgotten AS (
          DELETE FROM payment_claims WHERE id IN (
            SELECT id FROM payment_claims WHERE never_begun AND ended_at < ended_before
                AND NOT EXISTS (SELECT FROM pending_notes WHERE claim_id = payment_claims.id)
              ORDER BY ended_at LIMIT batch FOR UPDATE SKIP LOCKED)
          RETURNING id)
        SELECT count(*)::integer FROM forgotten
      $$`);
    await query.query(`REVOKE EXECUTE ON FUNCTION forget_claims FROM PUBLIC`);
    await query.query(`GRANT EXECUTE ON FUNCTION forget_claims TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP FUNCTION forget_claims`);
    await query.query(`
      DROP INDEX payment_claims_open_of_payer, payment_claims_unpaid, payment_claims_forgettable`);
    await query.query(`
      ALTER TABLE payment_claims DROP COLUMN unpaid_at, DROP COLUMN never_begun`);
  }
}
