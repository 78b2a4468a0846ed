import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A user deletes their account by deleting their row: what belongs to it follows by foreign keys, and
 * the triggers here erase what is tied to it otherwise, whoever deletes. The ledger, receipts and usage
 * keep the id of somebody who is not there any more.
 */
export class AccountDeletion1764100008510 implements MigrationInterface {
  readonly name = 'AccountDeletion1764100008510';

  async up(query: QueryRunner): Promise<void> {
    await query.query(LOCK_ACCOUNT);
    await query.query(ERASE_ACCOUNT);
    await query.query(KEEP_REFUND_WALLETS);
    await query.query(WHAT_STAYS);
    await query.query(eraseTraces(`config = NULL, name = 'Deleted'`));
    await query.query(`
      REVOKE EXECUTE ON FUNCTION lock_account, what_stays, erase_account, keep_refund_wallets,
        forget_refund_wallets FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION lock_account, what_stays TO coinslot_as_user;
      GRANT EXECUTE ON FUNCTION forget_refund_wallets TO coinslot_as_accounts;
      GRANT DELETE ON users TO coinslot_as_user;
      CREATE POLICY usernames_gone ON usernames FOR SELECT TO coinslot_as_storefront
        USING (user_id IS NULL);
      GRANT SELECT (username, user_id) ON usernames TO coinslot_as_storefront`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      REVOKE DELETE ON users FROM coinslot_as_user;
      DROP POLICY usernames_gone ON usernames;
      REVOKE SELECT (username, user_id) ON usernames FROM coinslot_as_storefront;
      DROP TRIGGER users_erase ON users;
      DROP TRIGGER wallet_proofs_keep ON wallet_proofs;
      DROP TABLE refund_wallets;
      DROP FUNCTION lock_account, what_stays, erase_account, keep_refund_wallets,
        forget_refund_wallets`);
    await query.query(eraseTraces('config = NULL'));
  }
}

// What holds one of these locks goes on to need the user's row: it has to end first, or wait.
const LOCK_ACCOUNT = `
  CREATE FUNCTION lock_account() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(name, 0)) FROM (
      SELECT address AS name FROM wallets WHERE user_id = app_user() AND purpose = 'sign_in'
      UNION ALL SELECT encode(identity_hash(issuer, subject), 'hex') FROM external_identities
        WHERE user_id = app_user()
      UNION ALL SELECT DISTINCT family_id::text FROM refresh_tokens WHERE user_id = app_user()
      UNION ALL SELECT 'limits ' || id FROM x402_resources WHERE owner_id = app_user()
      ORDER BY name) locks;
  END $$`;

const ERASE_ACCOUNT = `
  CREATE FUNCTION erase_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
  DECLARE words text[];
  BEGIN
    WITH entries AS (
      DELETE FROM catalogue_entries
        WHERE resource_id IN (SELECT id FROM x402_resources WHERE owner_id = OLD.id)
        RETURNING search)
    SELECT array_agg(DISTINCT word) INTO words FROM entries, unnest(tsvector_to_array(search)) word;
    DELETE FROM catalogue_vocabulary v WHERE word = ANY (words) AND NOT EXISTS (
      SELECT FROM catalogue_entries e WHERE e.search @@ quote_literal(v.word)::tsquery);
    DELETE FROM event_deliveries WHERE event_id IN (SELECT id FROM outbox WHERE user_id = OLD.id);
    DELETE FROM outbox WHERE user_id = OLD.id;
    RETURN OLD;
  END $$;
  CREATE TRIGGER users_erase BEFORE DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION erase_account()`;

/** A refund that is owed can still be paid, from a wallet that was shown to be the debtor's. */
const KEEP_REFUND_WALLETS = `
  CREATE TABLE refund_wallets (
    owner_id uuid NOT NULL,
    address text NOT NULL,
    method text NOT NULL,
    proven_at timestamptz(3) NOT NULL,
    PRIMARY KEY (owner_id, address)
  );
  ALTER TABLE refund_wallets ENABLE ROW LEVEL SECURITY;
  CREATE POLICY refund_wallets_accounts ON refund_wallets FOR SELECT TO coinslot_as_accounts
    USING (true);
  GRANT SELECT ON refund_wallets TO coinslot_as_accounts;
  CREATE FUNCTION keep_refund_wallets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM refunds WHERE owner_id = OLD.user_id AND status = 'owed')
      OR EXISTS (SELECT FROM payment_claims WHERE owner_id = OLD.user_id AND ended_at IS NULL)
    THEN
      INSERT INTO refund_wallets (owner_id, address, method, proven_at)
        VALUES (OLD.user_id, OLD.address, OLD.method, OLD.proven_at) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER wallet_proofs_keep AFTER DELETE ON wallet_proofs
    FOR EACH ROW EXECUTE FUNCTION keep_refund_wallets();
  CREATE FUNCTION forget_refund_wallets() RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
      DELETE FROM refund_wallets w
       WHERE NOT EXISTS (SELECT FROM refunds r WHERE r.owner_id = w.owner_id AND r.status = 'owed')
         AND NOT EXISTS (SELECT FROM payment_claims c
           WHERE c.owner_id = w.owner_id AND c.ended_at IS NULL)
    $$`;

const WHAT_STAYS = `
  CREATE FUNCTION what_stays() RETURNS TABLE (
      open_calls integer, kept_results integer, open_refunds integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT (count(*) FILTER (WHERE ended_at IS NULL))::integer,
        (count(*) FILTER (WHERE result IS NOT NULL))::integer,
        (SELECT count(*)::integer FROM refunds
          WHERE owner_id = app_user() AND status IN ('requested', 'owed'))
      FROM payment_claims WHERE owner_id = app_user() AND purged_at IS NULL
    $$`;

/** @param erasure what becomes of the versions of a resource that is gone */
function eraseTraces(erasure: string): string {
  return `
    CREATE OR REPLACE FUNCTION erase_resource_traces() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      UPDATE resource_versions
        SET ${erasure}, superseded_at = coalesce(superseded_at, now())
        WHERE resource_id = OLD.id;
      DELETE FROM resource_stats WHERE resource_id = OLD.id;
      RETURN NULL;
    END $$`;
}
