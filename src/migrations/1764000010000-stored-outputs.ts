import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Results that buyers want stored elsewhere, and what the server pays for it. */
export class StoredOutputs1764000010000 implements MigrationInterface {
  readonly name = 'StoredOutputs1764000010000';

  async up(query: QueryRunner): Promise<void> {
    // In the row of the claim, so that no call that was accepted can lose it.
    await query.query(`ALTER TABLE payment_claims ADD COLUMN wish json`);
    await query.query(`
      CREATE TABLE stored_outputs (
        call_id uuid PRIMARY KEY REFERENCES payment_claims (id),
        destination text NOT NULL CHECK (destination = 'x402.storage'),
        filename text CHECK (char_length(filename) BETWEEN 1 AND 100),
        status text NOT NULL CHECK (status IN ('due', 'paying', 'stored', 'failed')),
        reason text CHECK (char_length(reason) <= 100),
        payment json,
        network text,
        amount bigint CHECK (amount > 0),
        valid_before timestamptz(3),
        signed_at timestamptz(3),
        transaction text CHECK (char_length(transaction) <= 200),
        cid text CHECK (char_length(cid) <= 200),
        url text CHECK (char_length(url) <= 2000),
        attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        next_attempt_at timestamptz(3) NOT NULL DEFAULT now(),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        ended_at timestamptz(3),
        CHECK (num_nulls(payment, network, amount, valid_before, signed_at) IN (0, 5)),
        CHECK (status <> 'due' OR payment IS NULL),
        CHECK (status <> 'paying' OR payment IS NOT NULL),
        CHECK (status <> 'failed' OR reason IS NOT NULL),
        CHECK ((status = 'stored') = (num_nulls(cid, url) = 0)),
        CHECK ((status IN ('stored', 'failed')) = (ended_at IS NOT NULL)),
        CHECK (transaction IS NULL OR payment IS NOT NULL)
      )`);
    await query.query(`
      CREATE INDEX stored_outputs_open ON stored_outputs (next_attempt_at)
        WHERE status IN ('due', 'paying')`);
    await query.query(`
      CREATE INDEX stored_outputs_spent ON stored_outputs (signed_at) WHERE amount IS NOT NULL`);
    await this.guardTransitions(query);
    await this.secure(query);
  }

  private async guardTransitions(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION guard_stored_output() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF NEW.status <> 'due' THEN
            RAISE EXCEPTION 'an output cannot begin as %', NEW.status
              USING ERRCODE = 'check_violation';
          END IF;
        ELSIF OLD.status IN ('stored', 'failed') OR (NEW.status <> OLD.status
          AND (OLD.status, NEW.status) = ('paying', 'due') AND now() < OLD.valid_before)
        THEN
          RAISE EXCEPTION 'an output cannot go from % to % now', OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
        ELSIF OLD.payment IS NOT NULL AND NEW.payment::text IS DISTINCT FROM OLD.payment::text
          AND now() < OLD.valid_before
        THEN
          RAISE EXCEPTION 'a payment that can still be used cannot be forgotten'
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await query.query(`
      CREATE TRIGGER stored_outputs_guard BEFORE INSERT OR UPDATE ON stored_outputs
        FOR EACH ROW EXECUTE FUNCTION guard_stored_output()`);
  }

  private async secure(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE stored_outputs ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY stored_outputs_execution ON stored_outputs TO coinslot_app
        USING ((SELECT app_service()) = 'execution')
        WITH CHECK ((SELECT app_service()) = 'execution')`);
    // The transaction that ends a call notes what is due.
    await query.query(`
      CREATE POLICY stored_outputs_payments ON stored_outputs FOR INSERT TO coinslot_app
        WITH CHECK ((SELECT app_service()) = 'payments')`);
    await query.query(`GRANT SELECT, INSERT ON stored_outputs TO coinslot_app`);
    await query.query(`
      GRANT UPDATE (status, reason, payment, network, amount, valid_before, signed_at, transaction,
          cid, url, attempts, next_attempt_at, ended_at)
        ON stored_outputs TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE stored_outputs`);
    await query.query(`DROP FUNCTION guard_stored_output`);
    await query.query(`ALTER TABLE payment_claims DROP COLUMN wish`);
  }
}
