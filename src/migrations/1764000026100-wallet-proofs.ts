import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which wallets users have shown to be theirs, when and how: transfers from others pay no refunds.
 * It stands apart from the wallets that earnings go to, since it outlives their change.
 */
export class WalletProofs1764000026100 implements MigrationInterface {
  readonly name = 'WalletProofs1764000026100';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE wallet_proofs (
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        address text NOT NULL,
        method text NOT NULL CHECK (method IN ('sign_in', 'signature')),
        proven_at timestamptz(3) NOT NULL,
        PRIMARY KEY (user_id, address)
      )`);
    await query.query(`
      INSERT INTO wallet_proofs (user_id, address, method, proven_at)
      SELECT user_id, address, 'sign_in', min(created_at) FROM wallets
       WHERE purpose = 'sign_in' GROUP BY user_id, address`);
    await query.query(`ALTER TABLE wallet_proofs ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY wallet_proofs_own ON wallet_proofs FOR SELECT TO coinslot_app
        USING (user_id = (SELECT app_user()))`);
    // Nobody proves anything in a context of their own.
    await query.query(`
      CREATE POLICY wallet_proofs_accounts_read ON wallet_proofs FOR SELECT TO coinslot_app
        USING ((SELECT app_service()) = 'accounts')`);
    await query.query(`
      CREATE POLICY wallet_proofs_accounts_insert ON wallet_proofs FOR INSERT TO coinslot_app
        WITH CHECK ((SELECT app_service()) = 'accounts')`);
    await query.query(`GRANT SELECT, INSERT ON wallet_proofs TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE wallet_proofs`);
  }
}
