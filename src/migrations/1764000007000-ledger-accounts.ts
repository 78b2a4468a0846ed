import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Platform fees and refunds in the ledger, and one journal of a kind for each subject. */
export class LedgerAccounts1764000007000 implements MigrationInterface {
  readonly name = 'LedgerAccounts1764000007000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE settlements
        ADD COLUMN fee bigint NOT NULL DEFAULT 0 CHECK (fee >= 0 AND fee <= amount)`);
    await query.query(`CREATE INDEX settlements_transaction ON settlements (network, transaction)`);
    // Until now every journal was a settlement's; the default also serves servers not yet replaced.
    await query.query(`
      ALTER TABLE ledger_entries ADD COLUMN kind text NOT NULL DEFAULT 'settlement',
        DROP CONSTRAINT ledger_entries_account_check`);
    await this.restrictLines(query);
    await this.balanceByOwner(query);
    await query.query(`DROP INDEX ledger_entries_owner`);
    await query.query(`CREATE INDEX ledger_entries_owner_id ON ledger_entries (owner_id, id)`);
    await query.query(
      `CREATE INDEX ledger_entries_owner_time ON ledger_entries (owner_id, created_at)`,
    );
  }

  /**
   * A journal has each account once and only the lines of its kind. With the balance this leaves
   * no second journal of a kind for the same subject: its lines would repeat an account, or be a
   * single line, which cannot balance.
   */
  private async restrictLines(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_chart CHECK (
        (kind, account, amount > 0) IN (
          ('settlement', 'wallet', true), ('settlement', 'revenue', false),
          ('settlement', 'platform_fee', false),
          ('refund_owed', 'refunds', true), ('refund_owed', 'platform_fee', true),
          ('refund_owed', 'refunds_owed', false),
          ('refund_paid', 'refunds_owed', true), ('refund_paid', 'wallet', false)))`);
    await query.query(`DROP INDEX ledger_entries_journal`);
    await query.query(`
      CREATE UNIQUE INDEX ledger_entries_journal ON ledger_entries (journal_id, kind, account)`);
  }

  private async balanceByOwner(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE OR REPLACE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM ledger_entries
                   WHERE journal_id = NEW.journal_id AND kind = NEW.kind
                   GROUP BY owner_id, network, asset HAVING sum(amount) <> 0) THEN
          RAISE EXCEPTION 'ledger journal % (%) does not balance', NEW.journal_id, NEW.kind
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$`);
  }

  /** Refused by the old CHECK once fees or refunds are in the books: none of them is dropped. */
  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_chart,
        ADD CONSTRAINT ledger_entries_account_check CHECK (account IN ('wallet', 'revenue'))`);
    await query.query(`
      CREATE OR REPLACE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM ledger_entries WHERE journal_id = NEW.journal_id
                   GROUP BY network, asset HAVING sum(amount) <> 0) THEN
          RAISE EXCEPTION 'ledger journal % does not balance', NEW.journal_id
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$`);
    await query.query(`
      DROP INDEX ledger_entries_journal, ledger_entries_owner_id, ledger_entries_owner_time,
        settlements_transaction`);
    await query.query(`CREATE INDEX ledger_entries_journal ON ledger_entries (journal_id)`);
    await query.query(`CREATE INDEX ledger_entries_owner ON ledger_entries (owner_id, account)`);
    await query.query(`ALTER TABLE ledger_entries DROP COLUMN kind`);
    await query.query(`ALTER TABLE settlements DROP COLUMN fee`);
  }
}
