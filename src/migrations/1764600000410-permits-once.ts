import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A nonce of Permit2 is its payer's only one, whichever token it pays in: two claims of it could not both be
 * settled. No transaction: nobody may have to wait while the index is made, and what was cut short is made again.
 */
export class PermitsOnce1764600000410 implements MigrationInterface {
  readonly name = 'PermitsOnce1764600000410';
  readonly transaction = false;

  async up(query: QueryRunner): Promise<void> {
    await query.query(`DROP INDEX IF EXISTS payment_claims_permit`);
    await query.query(`
      CREATE UNIQUE INDEX CONCURRENTLY payment_claims_permit ON payment_claims (payer, network, nonce)
        WHERE starts_with(nonce, 'permit2:') AND status <> 'released'`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP INDEX payment_claims_permit`);
  }
}
