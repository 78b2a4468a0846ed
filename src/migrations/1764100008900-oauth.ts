import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Users who were sent to a provider and have not come back, and tokens that providers have yet to be told
 * to end. The service that forgets the first and works off the second sees nothing else.
 */
export class OAuth1764100008900 implements MigrationInterface {
  readonly name = 'OAuth1764100008900';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE connections ADD COLUMN connecting_until timestamptz`);
    await query.query(`
      GRANT INSERT (connecting_until), UPDATE (connecting_until) ON connections TO coinslot_as_user`);
    await query.query(STATES);
    await query.query(REVOCATIONS);
    await query.query(`
      ALTER TABLE oauth_states ENABLE ROW LEVEL SECURITY;
      ALTER TABLE token_revocations ENABLE ROW LEVEL SECURITY;
      CREATE POLICY oauth_states_owner ON oauth_states TO coinslot_as_user
        USING (user_id = (SELECT app_user()));
      CREATE POLICY oauth_states_oauth ON oauth_states TO coinslot_as_oauth USING (true);
      CREATE POLICY token_revocations_owner ON token_revocations FOR INSERT TO coinslot_as_user
        WITH CHECK (user_id = (SELECT app_user()));
      CREATE POLICY token_revocations_oauth ON token_revocations TO coinslot_as_oauth USING (true);
      GRANT SELECT, DELETE, INSERT (${STATE}) ON oauth_states TO coinslot_as_user;
      GRANT SELECT (state_hash, expires_at), DELETE ON oauth_states TO coinslot_as_oauth;
      GRANT INSERT (${REVOCATION}) ON token_revocations TO coinslot_as_user;
      GRANT SELECT, DELETE, UPDATE (attempts, due_at) ON token_revocations TO coinslot_as_oauth;
      GRANT USAGE ON SCHEMA public TO coinslot_as_oauth`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE oauth_states, token_revocations`);
    await query.query(`REVOKE USAGE ON SCHEMA public FROM coinslot_as_oauth`);
    await query.query(`
      UPDATE connections SET status = 'disconnected' WHERE status = 'connecting'`);
    await query.query(`ALTER TABLE connections DROP COLUMN connecting_until`);
  }
}

const STATE = `state_hash, user_id, provider, mode, cookie_hash, kid, wrapped_key, ciphertext, inputs,
  return_to, expires_at`;
const REVOCATION = `user_id, provider, type, kid, wrapped_key, ciphertext, version, inputs`;

/** A state as the provider sends it back is hashed; PKCE’s verifier is sealed as credentials are. */
const STATES = `
  CREATE TABLE oauth_states (
    state_hash bytea PRIMARY KEY CHECK (octet_length(state_hash) = 32),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('oauth2', 'issued_key')),
    cookie_hash bytea NOT NULL CHECK (octet_length(cookie_hash) = 32),
    kid text,
    wrapped_key bytea CHECK (octet_length(wrapped_key) = 60),
    ciphertext bytea,
    inputs jsonb NOT NULL CHECK (octet_length(inputs::text) <= 4096),
    return_to text CHECK (char_length(return_to) <= 500),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CHECK (num_nulls(kid, wrapped_key, ciphertext) IN (0, 3))
  );
  CREATE INDEX oauth_states_user_id ON oauth_states (user_id);
  CREATE INDEX oauth_states_expires_at ON oauth_states (expires_at)`;

/** A token as it was sealed for the connection that had it; nothing else of that is kept. */
const REVOCATIONS = `
  CREATE TABLE token_revocations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider text NOT NULL,
    type text NOT NULL CHECK (type IN ('access_token', 'refresh_token')),
    kid text NOT NULL,
    wrapped_key bytea NOT NULL CHECK (octet_length(wrapped_key) = 60),
    ciphertext bytea NOT NULL,
    version integer NOT NULL,
    inputs jsonb NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX token_revocations_user_id ON token_revocations (user_id);
  CREATE INDEX token_revocations_due_at ON token_revocations (due_at)`;
