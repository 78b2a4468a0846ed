import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Separates where the money stands (`status`) from where the work stands (`work`): a stream is paid
 * before it is whole, costly work before it starts, and both must end whatever is killed.
 */
export class Delivery1764000006000 implements MigrationInterface {
  readonly name = 'Delivery1764000006000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE payment_claims
        ADD COLUMN policy text NOT NULL DEFAULT 'after_execution' CHECK (policy IN
          ('after_execution', 'before_execution', 'at_first_output')),
        ADD COLUMN work text NOT NULL DEFAULT 'pending'
          CHECK (work IN ('pending', 'done', 'failed')),
        ADD COLUMN attempts integer NOT NULL DEFAULT 1 CHECK (attempts > 0),
        ADD COLUMN detached boolean NOT NULL DEFAULT false,
        ADD COLUMN payment_identifier text,
        ADD COLUMN resource_url text,
        ADD COLUMN settled_at timestamptz,
        ADD COLUMN input json,
        ADD COLUMN note json,
        ADD COLUMN ended_at timestamptz,
        ADD COLUMN purged_at timestamptz,
        ALTER COLUMN payment DROP NOT NULL,
        DROP CONSTRAINT payment_claims_status_check,
        DROP CONSTRAINT payment_claims_check,
        DROP CONSTRAINT payment_claims_check1`);
    await this.bringUp(query);
    await query.query(`
      ALTER TABLE payment_claims
        ADD CONSTRAINT payment_claims_status_check CHECK (status IN
          ('claimed', 'settling', 'unknown', 'refused', 'settled', 'released')),
        ADD CONSTRAINT payment_claims_settled CHECK (status <> 'settled' OR
          (transaction IS NOT NULL AND (work = 'done' OR policy <> 'after_execution'))),
        ADD CONSTRAINT payment_claims_done CHECK
          (work <> 'done' OR result IS NOT NULL OR purged_at IS NOT NULL),
        ADD CONSTRAINT payment_claims_released CHECK
          (status <> 'released' OR (result IS NULL AND work = 'failed')),
        ADD CONSTRAINT payment_claims_payment CHECK (payment IS NOT NULL OR purged_at IS NOT NULL)`);
    await this.createIndexes(query);
    await this.guardTransitions(query);
    await query.query(`
      GRANT UPDATE (work, attempts, settled_at, detached, note, input, payment, purged_at)
        ON payment_claims TO coinslot_app`);
  }

  /**
   * Two statuses are gone: `verified` said nothing that a restart could go on from, and a result is
   * stored together with `settling`, without `executed` in between.
   */
  private async bringUp(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE payment_claims DISABLE TRIGGER payment_claims_transition`);
    await query.query(`
      UPDATE payment_claims SET
        work = CASE WHEN status = 'released' THEN 'failed'
                    WHEN result IS NOT NULL THEN 'done' ELSE 'pending' END,
        settled_at = CASE WHEN status = 'settled' THEN updated_at END,
        ended_at = CASE WHEN status IN ('settled', 'released') THEN updated_at END,
        status = CASE status WHEN 'executed' THEN 'settling' WHEN 'verified' THEN 'claimed'
                             ELSE status END`);
    await query.query(`ALTER TABLE payment_claims ENABLE TRIGGER payment_claims_transition`);
  }

  private async createIndexes(query: QueryRunner): Promise<void> {
    await query.query(`DROP INDEX payment_claims_open`);
    await query.query(`
      CREATE INDEX payment_claims_abandoned ON payment_claims (lease_expires_at)
        WHERE ended_at IS NULL`);
    await query.query(`
      CREATE INDEX payment_claims_kept ON payment_claims (ended_at)
        WHERE ended_at IS NOT NULL AND purged_at IS NULL`);
    await query.query(`
      CREATE UNIQUE INDEX payment_claims_identifier ON payment_claims (payer, payment_identifier)
        WHERE status <> 'released'`);
  }

  private async guardTransitions(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE OR REPLACE FUNCTION guard_claim_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
          ('claimed', 'settling'), ('claimed', 'released'),
          ('settling', 'settled'), ('settling', 'released'), ('settling', 'unknown'),
          ('settling', 'refused'),
          ('unknown', 'settling'), ('unknown', 'settled'), ('unknown', 'released'),
          ('unknown', 'refused'),
          ('refused', 'settling'), ('refused', 'settled'), ('refused', 'released'))
        THEN
          RAISE EXCEPTION 'a claim cannot go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.work <> OLD.work AND NOT (
          OLD.work = 'pending'
          OR (OLD.work = 'done' AND NEW.status = 'released')
          OR (OLD.work = 'failed' AND NEW.work = 'pending' AND OLD.status = 'settled'
              AND OLD.policy = 'at_first_output'))
        THEN
          RAISE EXCEPTION 'work of a % claim cannot go from % to %', OLD.status, OLD.work, NEW.work
            USING ERRCODE = 'check_violation';
        END IF;
        NEW.ended_at := CASE
          WHEN NEW.status IN ('settled', 'released') AND NEW.work <> 'pending'
          THEN coalesce(OLD.ended_at, now()) END;
        NEW.updated_at := now();
        RETURN NEW;
      END $$`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE payment_claims
        DROP CONSTRAINT payment_claims_status_check,
        DROP CONSTRAINT payment_claims_settled,
        DROP CONSTRAINT payment_claims_done,
        DROP CONSTRAINT payment_claims_released,
        DROP CONSTRAINT payment_claims_payment`);
    await query.query(`DROP TRIGGER payment_claims_transition ON payment_claims`);
    await this.restoreGuard(query);
    // What the older shape cannot say: a refusal is unknown to it, a missing result is JSON null.
    await query.query(`
      UPDATE payment_claims SET
        status = CASE WHEN status = 'refused' THEN 'unknown' ELSE status END,
        payment = coalesce(payment, '{}'),
        result = CASE WHEN status = 'settled' THEN coalesce(result, 'null') ELSE result END`);
    await query.query(`
      CREATE TRIGGER payment_claims_transition BEFORE UPDATE ON payment_claims
        FOR EACH ROW EXECUTE FUNCTION guard_claim_transition()`);
    await query.query(`
      DROP INDEX payment_claims_abandoned, payment_claims_kept, payment_claims_identifier`);
    await query.query(`
      ALTER TABLE payment_claims
        DROP COLUMN policy, DROP COLUMN work, DROP COLUMN attempts, DROP COLUMN detached,
        DROP COLUMN payment_identifier, DROP COLUMN resource_url, DROP COLUMN settled_at,
        DROP COLUMN input, DROP COLUMN note,
        DROP COLUMN ended_at, DROP COLUMN purged_at,
        ALTER COLUMN payment SET NOT NULL,
        ADD CONSTRAINT payment_claims_status_check CHECK (status IN
          ('claimed', 'verified', 'executed', 'settling', 'unknown', 'settled', 'released')),
        ADD CONSTRAINT payment_claims_check
          CHECK (status <> 'settled' OR (transaction IS NOT NULL AND result IS NOT NULL)),
        ADD CONSTRAINT payment_claims_check1 CHECK (status <> 'released' OR result IS NULL)`);
    await query.query(`
      CREATE INDEX payment_claims_open ON payment_claims (lease_expires_at)
        WHERE status NOT IN ('settled', 'released')`);
  }

  private async restoreGuard(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE OR REPLACE FUNCTION guard_claim_transition() RETURNS trigger LANGUAGE plpgsql AS $$
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
  }
}
