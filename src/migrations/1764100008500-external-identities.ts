import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Users whom other issuers of JWTs know: a subject is one user, and that of another issuer is somebody
 * else. When an identity goes, with its user, a hash of it stays for as long as a token that was made
 * before could still come; the trigger sees to it, whoever deletes.
 */
export class ExternalIdentities1764100008500 implements MigrationInterface {
  readonly name = 'ExternalIdentities1764100008500';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE external_identities (
        issuer text NOT NULL CHECK (char_length(issuer) BETWEEN 1 AND 300),
        subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 255),
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (issuer, subject)
      )`);
    await query.query(`CREATE INDEX external_identities_user_id ON external_identities (user_id)`);
    await query.query(`
      CREATE TABLE closed_identities (
        identity_hash bytea PRIMARY KEY CHECK (octet_length(identity_hash) = 32),
        closed_at timestamptz(3) NOT NULL
      )`);
    await query.query(`CREATE INDEX closed_identities_closed_at ON closed_identities (closed_at)`);
    await query.query(`
      CREATE FUNCTION identity_hash(issuer text, subject text) RETURNS bytea LANGUAGE sql IMMUTABLE
        RETURN sha256(convert_to(jsonb_build_array(issuer, subject)::text, 'UTF8'))`);
    // A day more than the oldest token that is accepted.
    await query.query(`
      CREATE FUNCTION close_identity() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
      BEGIN
        DELETE FROM closed_identities WHERE closed_at < now() - interval '32 days';
        INSERT INTO closed_identities (identity_hash, closed_at)
          VALUES (identity_hash(OLD.issuer, OLD.subject), clock_timestamp())
          ON CONFLICT (identity_hash) DO UPDATE SET closed_at = excluded.closed_at;
        RETURN NULL;
      END $$`);
    await query.query(`REVOKE EXECUTE ON FUNCTION close_identity FROM PUBLIC`);
    await query.query(`
      CREATE TRIGGER external_identities_close AFTER DELETE ON external_identities
        FOR EACH ROW EXECUTE FUNCTION close_identity()`);
    await query.query(`
      ALTER TABLE external_identities ENABLE ROW LEVEL SECURITY;
      ALTER TABLE closed_identities ENABLE ROW LEVEL SECURITY;
      CREATE POLICY external_identities_accounts ON external_identities TO coinslot_as_accounts
        USING (true);
      CREATE POLICY closed_identities_accounts ON closed_identities FOR SELECT
        TO coinslot_as_accounts USING (true);
      GRANT SELECT, INSERT (issuer, subject, user_id) ON external_identities TO coinslot_as_accounts;
      GRANT SELECT ON closed_identities TO coinslot_as_accounts`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE external_identities, closed_identities`);
    await query.query(`DROP FUNCTION close_identity, identity_hash`);
  }
}
