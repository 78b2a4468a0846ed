import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creators decide when their buyers are charged, and say whether they grant refunds. */
export class Terms1764000008500 implements MigrationInterface {
  readonly name = 'Terms1764000008500';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      GRANT UPDATE (settlement_policy, supports_refunds) ON x402_resources TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      REVOKE UPDATE (settlement_policy, supports_refunds) ON x402_resources FROM coinslot_app`);
  }
}
