import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether settlements stay on the chain: each is looked at again until it is final, or booked back.
 * Settlements themselves are append-only, so what changes stands in a table of its own.
 */
export class Finality1764000020200 implements MigrationInterface {
  readonly name = 'Finality1764000020200';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE settlement_checks (
        claim_id uuid PRIMARY KEY REFERENCES payment_claims (id),
        owner_id uuid,
        network text NOT NULL,
        transaction text NOT NULL,
        block_number bigint,
        block_hash text,
        checked_at timestamptz,
        moved_at timestamptz,
        next_check_at timestamptz,
        missing_since timestamptz,
        final_at timestamptz,
        reversed_at timestamptz,
        reversal_reason text,
        CHECK (final_at IS NULL OR reversed_at IS NULL),
        CHECK ((next_check_at IS NULL) = (final_at IS NOT NULL OR reversed_at IS NOT NULL)),
        CHECK ((reversed_at IS NULL) = (reversal_reason IS NULL))
      )`);
    await query.query(`
      CREATE INDEX settlement_checks_due ON settlement_checks (next_check_at)
        WHERE next_check_at IS NOT NULL`);
    // What is older than an hour, no chain undoes; the rest is looked at.
    await query.query(`
      INSERT INTO settlement_checks (claim_id, owner_id, network, transaction, final_at, next_check_at)
        SELECT claim_id, owner_id, network, transaction,
            CASE WHEN settled_at < now() - interval '1 hour' THEN settled_at END,
            CASE WHEN settled_at < now() - interval '1 hour' THEN NULL ELSE now() END
          FROM settlements`);
    await this.beginWithSettlements(query);
    await this.learnReversals(query);
    await query.query(`ALTER TABLE settlement_checks ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY settlement_checks_owner ON settlement_checks FOR SELECT TO coinslot_app
        USING (owner_id = (SELECT app_user()))`);
    await query.query(`
      CREATE POLICY settlement_checks_payments ON settlement_checks TO coinslot_app
        USING ((SELECT app_service()) = 'payments')
        WITH CHECK ((SELECT app_service()) = 'payments')`);
    await query.query(`GRANT SELECT ON settlement_checks TO coinslot_app`);
    await query.query(`
      GRANT UPDATE (transaction, block_number, block_hash, checked_at, moved_at, next_check_at, missing_since,
          final_at, reversed_at, reversal_reason)
        ON settlement_checks TO coinslot_app`);
  }

  /** By the database, so that no settlement is left out and none costs a round trip more. */
  private async beginWithSettlements(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION begin_settlement_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
      BEGIN
        INSERT INTO settlement_checks (claim_id, owner_id, network, transaction, block_number,
            block_hash, next_check_at)
          VALUES (NEW.claim_id, NEW.owner_id, NEW.network, NEW.transaction, NEW.block_number,
            NEW.block_hash, now() + interval '30 seconds');
        RETURN NULL;
      END $$`);
    await query.query(`
      CREATE TRIGGER settlements_check AFTER INSERT ON settlements
        FOR EACH ROW EXECUTE FUNCTION begin_settlement_check()`);
  }

  private async learnReversals(query: QueryRunner): Promise<void> {
    await this.restrictLines(
      query,
      `,
          ('settlement_reversed', 'wallet', false), ('settlement_reversed', 'revenue', true),
          ('settlement_reversed', 'platform_fee', true), ('settlement_reversed', 'refunds', true),
          ('refund_void', 'refunds', false), ('refund_void', 'platform_fee', false),
          ('refund_void', 'refunds_owed', true)`,
    );
    await query.query(`
      ALTER TABLE refunds DROP CONSTRAINT refunds_status_check,
        ADD CONSTRAINT refunds_status_check
          CHECK (status IN ('requested', 'owed', 'declined', 'paid', 'void'))`);
    await this.guardRefunds(query, `, ('requested', 'void'), ('owed', 'void')`);
  }

  /** @param more lines beside those of the version before */
  private async restrictLines(query: QueryRunner, more: string): Promise<void> {
    await query.query(`
      ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_chart,
        ADD CONSTRAINT ledger_entries_chart CHECK (
        (kind, account, amount > 0) IN (
          ('settlement', 'wallet', true), ('settlement', 'revenue', false),
          ('settlement', 'platform_fee', false),
          ('refund_owed', 'refunds', true), ('refund_owed', 'platform_fee', true),
          ('refund_owed', 'refunds_owed', false),
          ('refund_paid', 'refunds_owed', true), ('refund_paid', 'wallet', false)${more}))`);
  }

  /** @param more transitions beside those of the version before */
  private async guardRefunds(query: QueryRunner, more: string): Promise<void> {
    await query.query(`
      CREATE OR REPLACE FUNCTION guard_refund_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF (NEW.cause, NEW.status) NOT IN (('request', 'requested'), ('failed_call', 'owed')) THEN
            RAISE EXCEPTION 'a refund by % cannot begin as %', NEW.cause, NEW.status
              USING ERRCODE = 'check_violation';
          END IF;
        ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
          ('requested', 'owed'), ('requested', 'declined'), ('owed', 'paid')${more})
        THEN
          RAISE EXCEPTION 'a refund cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$`);
  }

  /** Refused by the CHECKs of old once something was booked back: none of it is dropped. */
  async down(query: QueryRunner): Promise<void> {
    await this.restrictLines(query, '');
    await query.query(`
      ALTER TABLE refunds DROP CONSTRAINT refunds_status_check,
        ADD CONSTRAINT refunds_status_check
          CHECK (status IN ('requested', 'owed', 'declined', 'paid'))`);
    await this.guardRefunds(query, '');
    await query.query(`DROP TRIGGER settlements_check ON settlements`);
    await query.query(`DROP FUNCTION begin_settlement_check`);
    await query.query(`DROP TABLE settlement_checks`);
  }
}
