import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A user's links to providers and their encrypted secrets. One application role serves users and
 * services alike, so column grants bound what any context may write, policies bound the rows, and a
 * trigger bounds the columns of a named service.
 */
export class Connections1764000002000 implements MigrationInterface {
  readonly name = 'Connections1764000002000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION allow_changes_only_to() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF to_jsonb(NEW) - TG_ARGV[0:] IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV[0:] THEN
          RAISE insufficient_privilege
            USING MESSAGE = format('the %s service may not change these columns of %s', app_service(), TG_TABLE_NAME);
        END IF;
        RETURN NEW;
      END $$`);
    await createConnections(query);
    await createCredentials(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE credentials, connections`);
    await query.query(`DROP FUNCTION allow_changes_only_to`);
  }
}

async function createConnections(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE connections (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      provider text NOT NULL CHECK (provider ~ '^[a-z][a-z0-9_]{0,39}$'),
      status text NOT NULL DEFAULT 'disconnected'
        CHECK (status IN ('disconnected', 'connecting', 'connected', 'error', 'expired')),
      is_enabled boolean NOT NULL DEFAULT false,
      verification text CHECK (verification IN ('valid', 'invalid', 'unverified')),
      metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
      last_error text CHECK (length(last_error) <= 500),
      last_error_at timestamptz,
      last_verified_at timestamptz,
      token_expires_at timestamptz,
      last_refreshed_at timestamptz,
      connected_at timestamptz,
      disconnected_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (user_id, provider),
      UNIQUE (id, user_id, provider)
    )`);
  await query.query(`
    CREATE TRIGGER connections_touch BEFORE UPDATE ON connections
      FOR EACH ROW EXECUTE FUNCTION touch_updated_at()`);
  await query.query(`
    CREATE TRIGGER connections_execution BEFORE UPDATE ON connections
      FOR EACH ROW WHEN (app_service() = 'execution')
      EXECUTE FUNCTION allow_changes_only_to('status', 'verification', 'last_error', 'last_error_at', 'updated_at')`);

  await query.query(`ALTER TABLE connections ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY connections_owner ON connections TO coinslot_app
      USING (user_id = (SELECT app_user()))
      WITH CHECK (user_id = (SELECT app_user()))`);
  await query.query(`
    CREATE POLICY connections_execution_read ON connections FOR SELECT TO coinslot_app
      USING ((SELECT app_service()) = 'execution')`);
  // The execution service reports a refused key; it can never make a connection good again.
  await query.query(`
    CREATE POLICY connections_execution_mark ON connections FOR UPDATE TO coinslot_app
      USING ((SELECT app_service()) = 'execution')
      WITH CHECK ((SELECT app_service()) = 'execution' AND status = 'error' AND verification = 'invalid')`);
  const state = `status, is_enabled, verification, metadata, last_error, last_error_at, last_verified_at,
    token_expires_at, last_refreshed_at, connected_at, disconnected_at`;
  await query.query(`
    GRANT SELECT, INSERT (user_id, provider, ${state}), UPDATE (${state}) ON connections TO coinslot_app`);
}

async function createCredentials(query: QueryRunner): Promise<void> {
  // The composite key keeps a credential from being hung on somebody else's connection.
  // wrapped_key is iv (12) | tag (16) | data key (32); ciphertext is iv (12) | tag (16) | secret.
  await query.query(`
    CREATE TABLE credentials (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      connection_id uuid NOT NULL,
      user_id uuid NOT NULL,
      provider text NOT NULL,
      type text NOT NULL CHECK (type ~ '^[a-z][a-z0-9_]{0,39}$'),
      kid text NOT NULL,
      wrapped_key bytea NOT NULL CHECK (octet_length(wrapped_key) = 60),
      ciphertext bytea NOT NULL CHECK (octet_length(ciphertext) > 28),
      hint text NOT NULL CHECK (length(hint) <= 4),
      version integer NOT NULL CHECK (version >= 1),
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (connection_id, type),
      FOREIGN KEY (connection_id, user_id, provider)
        REFERENCES connections (id, user_id, provider) ON DELETE CASCADE
    )`);
  await query.query(`
    CREATE TRIGGER credentials_touch BEFORE UPDATE ON credentials
      FOR EACH ROW EXECUTE FUNCTION touch_updated_at()`);
  await query.query(`
    CREATE TRIGGER credentials_maintenance BEFORE UPDATE ON credentials
      FOR EACH ROW WHEN (app_service() = 'maintenance')
      EXECUTE FUNCTION allow_changes_only_to('kid', 'wrapped_key', 'updated_at')`);

  await query.query(`ALTER TABLE credentials ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY credentials_owner ON credentials TO coinslot_app
      USING (user_id = (SELECT app_user()))
      WITH CHECK (user_id = (SELECT app_user()))`);
  await query.query(`
    CREATE POLICY credentials_service_read ON credentials FOR SELECT TO coinslot_app
      USING ((SELECT app_service()) IN ('execution', 'maintenance'))`);
  await query.query(`
    CREATE POLICY credentials_rotation ON credentials FOR UPDATE TO coinslot_app
      USING ((SELECT app_service()) = 'maintenance')
      WITH CHECK ((SELECT app_service()) = 'maintenance')`);
  await query.query(`
    GRANT SELECT, DELETE,
      INSERT (connection_id, user_id, provider, type, kid, wrapped_key, ciphertext, hint, version),
      UPDATE (kid, wrapped_key, ciphertext, hint, version)
      ON credentials TO coinslot_app`);
}
