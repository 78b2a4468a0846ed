import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A payment whose maximum was signed by Permit2; see `ACROSS_ASSETS` in the code. */
const IS_BY_USE = `starts_with(nonce, 'permit2:')`;

/** Older rows have no charge and no such nonce: nobody has to wait while they are looked at. */
const RULES = {
  payment_claims_charge: `CASE WHEN ${IS_BY_USE}
    THEN status IN ('claimed', 'released') OR charge IS NOT NULL ELSE charge IS NULL END`,
  payment_claims_charge_bounds: `charge IS NULL OR (charge BETWEEN 1 AND amount AND charge_basis IS NOT NULL)`,
  payment_claims_moved: `moved IS NULL OR (status = 'settled' AND charge IS NOT NULL AND moved > 0)`,
};

/** The network is asked for one charge, however often: what it is and was counted from never changes. */
const GUARD = `
  CREATE FUNCTION guard_claim_charge() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.charge IS NOT NULL AND (NEW.charge, NEW.charge_basis) IS DISTINCT FROM (OLD.charge, OLD.charge_basis)
      OR OLD.moved IS NOT NULL AND NEW.moved IS DISTINCT FROM OLD.moved THEN
      RAISE EXCEPTION 'the charge of a claim does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER payment_claims_charge BEFORE UPDATE ON payment_claims
    FOR EACH ROW WHEN (OLD.charge IS NOT NULL) EXECUTE FUNCTION guard_claim_charge()`;

const RIGHTS = 'LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp';

/** NULL leaves what there is, JSON's null takes it away. */
const kept = (column: string, given: string) => `${column} = CASE json_typeof(${given})
      WHEN 'null' THEN NULL ELSE coalesce(${given}, ${column}) END`;
const small = ([column, type]: readonly [
  string,
  string,
]) => `${column} = CASE WHEN changes ? '${column}'
      THEN (changes ->> '${column}')::${type} ELSE ${column} END`;

const SMALL = [
  ['status', 'text'],
  ['work', 'text'],
  ['attempts', 'integer'],
  ['failure', 'jsonb'],
  ['asked_at', 'timestamptz'],
  ['first_asked_at', 'timestamptz'],
  ['searched_block', 'bigint'],
  ['transaction', 'text'],
  ['settled_at', 'timestamptz'],
  ['unpaid_at', 'timestamptz'],
  ['never_begun', 'boolean'],
] as const;
const OF_CHARGES = [
  ['charge', 'bigint'],
  ['charge_basis', 'text'],
  ['moved', 'bigint'],
] as const;

/** Moves on a claim that is as its holder believes; see the migration that made it first. */
const changeClaim = (columns: readonly (readonly [string, string])[]) => `
  CREATE OR REPLACE FUNCTION change_claim(claim_id uuid, lease uuid, was_status text, was_work text,
      changes jsonb, new_result json, new_note json) RETURNS void ${RIGHTS} AS $$
  DECLARE gives_back boolean := changes ->> 'status' IS NOT DISTINCT FROM 'released';
  BEGIN
    IF gives_back THEN
      new_result := 'null';
      new_note := 'null';
    END IF;
    UPDATE payment_claims SET
      ${columns.map(small).join(',\n      ')},
      ${kept('result', 'new_result')},
      ${kept('note', 'new_note')},
      input = CASE WHEN gives_back THEN NULL ELSE input END,
      payment = CASE WHEN gives_back THEN NULL ELSE payment END,
      purged_at = CASE WHEN gives_back THEN now() ELSE purged_at END
    WHERE id = claim_id AND lease_token = lease AND status = was_status AND work = was_work;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'claim % is held by another process', claim_id USING ERRCODE = 'LEASE';
    END IF;
  END $$`;

/**
 * What a call came to, where its buyer signed a maximum: fixed in the statement before the network is asked.
 */
export class ChargesByUse1764600000400 implements MigrationInterface {
  readonly name = 'ChargesByUse1764600000400';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE payment_claims
        ADD COLUMN charge bigint,
        ADD COLUMN charge_basis text,
        ADD COLUMN moved bigint`);
    for (const [name, rule] of Object.entries(RULES)) {
      await query.query(
        `ALTER TABLE payment_claims ADD CONSTRAINT ${name} CHECK (${rule}) NOT VALID`,
      );
    }
    await query.query(GUARD);
    await query.query(changeClaim([...SMALL, ...OF_CHARGES]));
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(changeClaim(SMALL));
    await query.query(`DROP TRIGGER payment_claims_charge ON payment_claims`);
    await query.query(`DROP FUNCTION guard_claim_charge`);
    await query.query(`
      ALTER TABLE payment_claims DROP COLUMN charge, DROP COLUMN charge_basis, DROP COLUMN moved`);
  }
}
