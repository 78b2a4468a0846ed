import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Claims, settlements and the ledger. They keep plain ids of users and resources, not foreign keys:
 * accounting outlives what was sold and who sold it.
 */
export class Payments1764000004000 implements MigrationInterface {
  readonly name = 'Payments1764000004000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE payment_claims (
        id uuid PRIMARY KEY,
        route text NOT NULL,
        subject text NOT NULL,
        owner_id uuid,
        offer_id text NOT NULL,
        network text NOT NULL,
        asset text NOT NULL,
        payer text NOT NULL,
        nonce text NOT NULL,
        pay_to text NOT NULL,
        amount bigint NOT NULL CHECK (amount > 0),
        valid_before timestamptz NOT NULL,
        request_digest bytea NOT NULL CHECK (octet_length(request_digest) = 32),
        payment jsonb NOT NULL,
        status text NOT NULL DEFAULT 'claimed' CHECK (status IN
          ('claimed', 'verified', 'executed', 'settling', 'unknown', 'settled', 'released')),
        lease_token uuid,
        lease_expires_at timestamptz,
        transaction text,
        result json,
        failure jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK (status <> 'settled' OR (transaction IS NOT NULL AND result IS NOT NULL)),
        CHECK (status <> 'released' OR result IS NULL)
      )`);
    // One signed payment reserves one request; a released one may be used again.
    await query.query(`
      CREATE UNIQUE INDEX payment_claims_payment ON payment_claims (network, asset, payer, nonce)
        WHERE status <> 'released'`);
    await query.query(`
      CREATE INDEX payment_claims_open ON payment_claims (lease_expires_at)
        WHERE status NOT IN ('settled', 'released')`);
    await query.query(`CREATE INDEX payment_claims_owner ON payment_claims (owner_id, created_at)`);
    await this.guardTransitions(query);
    await this.createSettlements(query);
    await this.createLedger(query);
    await this.secure(query);
  }

  private async guardTransitions(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION guard_claim_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
          ('claimed', 'verified'), ('claimed', 'released'),
          ('verified', 'executed'), ('verified', 'released'),
          ('executed', 'settling'), ('executed', 'released'),
          ('settling', 'settled'), ('settling', 'released'), ('settling', 'unknown'),
          ('unknown', 'settling'), ('unknown', 'settled'), ('unknown', 'released'))
        THEN
          RAISE EXCEPTION 'a claim cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
        END IF;
        NEW.updated_at := now();
        RETURN NEW;
      END $$`);
    await query.query(`
      CREATE TRIGGER payment_claims_transition BEFORE UPDATE ON payment_claims
        FOR EACH ROW EXECUTE FUNCTION guard_claim_transition()`);
  }

  private async createSettlements(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE settlements (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        claim_id uuid NOT NULL UNIQUE REFERENCES payment_claims (id),
        owner_id uuid,
        network text NOT NULL,
        asset text NOT NULL,
        payer text NOT NULL,
        pay_to text NOT NULL,
        amount bigint NOT NULL CHECK (amount > 0),
        transaction text NOT NULL,
        settled_at timestamptz NOT NULL DEFAULT now()
      )`);
    await query.query(`CREATE INDEX settlements_owner ON settlements (owner_id, settled_at)`);
  }

  private async createLedger(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE ledger_entries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        journal_id uuid NOT NULL,
        account text NOT NULL CHECK (account IN ('wallet', 'revenue')),
        owner_id uuid,
        network text NOT NULL,
        asset text NOT NULL,
        amount bigint NOT NULL CHECK (amount <> 0),
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await query.query(`CREATE INDEX ledger_entries_journal ON ledger_entries (journal_id)`);
    await query.query(`CREATE INDEX ledger_entries_owner ON ledger_entries (owner_id, account)`);
    // SECURITY DEFINER: the sum must see every row of the journal, whoever writes.
    await query.query(`
      CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM ledger_entries WHERE journal_id = NEW.journal_id
                   GROUP BY network, asset HAVING sum(amount) <> 0) THEN
          RAISE EXCEPTION 'ledger journal % does not balance', NEW.journal_id
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$`);
    await query.query(`
      CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance()`);
    await query.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$`);
    for (const table of ['ledger_entries', 'settlements']) {
      await query.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
  }

  private async secure(query: QueryRunner): Promise<void> {
    for (const table of ['payment_claims', 'settlements', 'ledger_entries']) {
      await query.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await query.query(`
        CREATE POLICY ${table}_owner ON ${table} FOR SELECT TO coinslot_app
          USING (owner_id = (SELECT app_user()))`);
      await query.query(`
        CREATE POLICY ${table}_payments ON ${table} TO coinslot_app
          USING ((SELECT app_service()) = 'payments')
          WITH CHECK ((SELECT app_service()) = 'payments')`);
      await query.query(`GRANT SELECT, INSERT ON ${table} TO coinslot_app`);
    }
    await query.query(`
      GRANT UPDATE (status, lease_token, lease_expires_at, transaction, result, failure)
        ON payment_claims TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE ledger_entries, settlements, payment_claims`);
    await query.query(`DROP FUNCTION refuse_change, check_ledger_balance, guard_claim_transition`);
  }
}
