import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What shows that a payment which comes again is its buyer's: once it was sent to the chain, the
 * payment itself shows nothing. Claims made before have no retry key.
 */
export class RetryKeys1764000027000 implements MigrationInterface {
  readonly name = 'RetryKeys1764000027000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE payment_claims
        ADD COLUMN retry_digest bytea CHECK (octet_length(retry_digest) = 32)`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE payment_claims DROP COLUMN retry_digest`);
  }
}
