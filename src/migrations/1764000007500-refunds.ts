import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What sellers give back to payers, and the transfers that did. */
export class Refunds1764000007500 implements MigrationInterface {
  readonly name = 'Refunds1764000007500';

  async up(query: QueryRunner): Promise<void> {
    // Milliseconds, so that what a page's cursor says of a row is exactly what is stored.
    await query.query(`
      CREATE TABLE refunds (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        claim_id uuid NOT NULL CONSTRAINT refunds_claim UNIQUE REFERENCES payment_claims (id),
        owner_id uuid,
        network text NOT NULL,
        asset text NOT NULL,
        payer text NOT NULL,
        payee text NOT NULL,
        amount bigint NOT NULL CHECK (amount > 0),
        status text NOT NULL CHECK (status IN ('requested', 'owed', 'declined', 'paid')),
        cause text NOT NULL CHECK (cause IN ('failed_call', 'request')),
        reason text CHECK (char_length(reason) <= 1000),
        decision_note text CHECK (char_length(decision_note) <= 1000),
        transaction text,
        log_index integer CHECK (log_index >= 0),
        requested_at timestamptz(3),
        decided_at timestamptz(3),
        paid_at timestamptz(3),
        searched_at timestamptz(3),
        searched_block bigint,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT refunds_transfer UNIQUE (network, transaction, log_index),
        CHECK ((cause = 'request') = (requested_at IS NOT NULL)),
        CHECK ((status = 'requested') = (decided_at IS NULL)),
        CHECK ((status = 'paid') = (paid_at IS NOT NULL)),
        CHECK ((status = 'paid') = (transaction IS NOT NULL)),
        CHECK ((status = 'paid') = (log_index IS NOT NULL))
      )`);
    await query.query(`
      CREATE INDEX refunds_owner ON refunds (owner_id, created_at DESC, id DESC)`);
    await query.query(`
      CREATE INDEX refunds_search ON refunds (searched_at NULLS FIRST) WHERE status = 'owed'`);
    await this.guardTransitions(query);
    await this.secure(query);
  }

  private async guardTransitions(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION guard_refund_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF (NEW.cause, NEW.status) NOT IN (('request', 'requested'), ('failed_call', 'owed')) THEN
            RAISE EXCEPTION 'a refund by % cannot begin as %', NEW.cause, NEW.status
              USING ERRCODE = 'check_violation';
          END IF;
        ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
          ('requested', 'owed'), ('requested', 'declined'), ('owed', 'paid'))
        THEN
          RAISE EXCEPTION 'a refund cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await query.query(`
      CREATE TRIGGER refunds_transition BEFORE INSERT OR UPDATE ON refunds
        FOR EACH ROW EXECUTE FUNCTION guard_refund_transition()`);
  }

  private async secure(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE refunds ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY refunds_owner ON refunds FOR SELECT TO coinslot_app
        USING (owner_id = (SELECT app_user()))`);
    await query.query(`
      CREATE POLICY refunds_payments ON refunds TO coinslot_app
        USING ((SELECT app_service()) = 'payments')
        WITH CHECK ((SELECT app_service()) = 'payments')`);
    await query.query(`GRANT SELECT, INSERT ON refunds TO coinslot_app`);
    await query.query(`
      GRANT UPDATE (status, decision_note, transaction, log_index, decided_at, paid_at, searched_at,
          searched_block)
        ON refunds TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE refunds`);
    await query.query(`DROP FUNCTION guard_refund_transition`);
  }
}
