import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is needed to tell our own transfer on the chain from any other: when the network was first
 * asked, how far a search came, and where exactly the transfer of a settlement stands.
 */
export class ChainProof1764000020100 implements MigrationInterface {
  readonly name = 'ChainProof1764000020100';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE payment_claims
        ADD COLUMN first_asked_at timestamptz,
        ADD COLUMN searched_block bigint`);
    await query.query(`
      GRANT UPDATE (first_asked_at, searched_block) ON payment_claims TO coinslot_app`);
    // Settlements of older versions have no place; nulls are never equal to each other.
    await query.query(`
      ALTER TABLE settlements
        ADD COLUMN log_index integer CHECK (log_index >= 0),
        ADD COLUMN block_number bigint CHECK (block_number >= 0),
        ADD COLUMN block_hash text,
        ADD CONSTRAINT settlements_transfer UNIQUE (network, transaction, log_index)`);
    await this.guardTransitions(query, `, ('refused', 'unknown')`);
  }

  /** @param more transitions that are allowed beside those of the version before */
  private async guardTransitions(query: QueryRunner, more = ''): Promise<void> {
    await query.query(`
      CREATE OR REPLACE FUNCTION guard_claim_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
          ('claimed', 'settling'), ('claimed', 'released'),
          ('settling', 'settled'), ('settling', 'released'), ('settling', 'unknown'),
          ('settling', 'refused'),
          ('unknown', 'settling'), ('unknown', 'settled'), ('unknown', 'released'),
          ('unknown', 'refused'),
          ('refused', 'settling'), ('refused', 'settled'), ('refused', 'released')${more})
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
    await this.guardTransitions(query);
    await query.query(`
      ALTER TABLE settlements
        DROP CONSTRAINT settlements_transfer,
        DROP COLUMN log_index, DROP COLUMN block_number, DROP COLUMN block_hash`);
    await query.query(`
      ALTER TABLE payment_claims DROP COLUMN first_asked_at, DROP COLUMN searched_block`);
  }
}
