import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is only noted of a payment (events, the books of routes) and could not be written in the
 * transaction of the payment: it waits here until it can. Work that failed after a charge is final,
 * since its refund is owed then.
 */
export class PendingNotes1764000021000 implements MigrationInterface {
  readonly name = 'PendingNotes1764000021000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE pending_notes (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        claim_id uuid NOT NULL REFERENCES payment_claims (id),
        content json NOT NULL,
        tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
        next_try_at timestamptz NOT NULL DEFAULT now(),
        last_error text NOT NULL CHECK (char_length(last_error) <= 100),
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await query.query(`CREATE INDEX pending_notes_due ON pending_notes (next_try_at)`);
    await query.query(`ALTER TABLE pending_notes ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY pending_notes_payments ON pending_notes TO coinslot_app
        USING ((SELECT app_service()) = 'payments')
        WITH CHECK ((SELECT app_service()) = 'payments')`);
    await query.query(`
      GRANT SELECT, INSERT (claim_id, content, last_error),
          UPDATE (tries, next_try_at, last_error), DELETE
        ON pending_notes TO coinslot_app`);
    await this.makeFailureFinal(query);
  }

  private async makeFailureFinal(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION guard_failed_work() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.work = 'failed' AND NEW.work <> 'failed' THEN
          RAISE EXCEPTION 'failed work of a % claim cannot go on', OLD.status
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await query.query(`
      CREATE TRIGGER payment_claims_failed_work BEFORE UPDATE ON payment_claims
        FOR EACH ROW EXECUTE FUNCTION guard_failed_work()`);
    // Read by the job that owes what older versions left unowed.
    await query.query(`
      CREATE INDEX payment_claims_failed ON payment_claims (ended_at)
        WHERE status = 'settled' AND work = 'failed'`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP INDEX payment_claims_failed`);
    await query.query(`DROP TRIGGER payment_claims_failed_work ON payment_claims`);
    await query.query(`DROP FUNCTION guard_failed_work`);
    await query.query(`DROP TABLE pending_notes`);
  }
}
