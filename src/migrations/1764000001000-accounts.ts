import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Users, their wallets, and what proves who they are: sign-in nonces, refresh tokens and API keys.
 * Proofs are stored as SHA-256 hashes only. Instants have milliseconds, as JavaScript's do, so that a
 * page's cursor names its last row exactly.
 */
export class Accounts1764000001000 implements MigrationInterface {
  readonly name = 'Accounts1764000001000';

  async up(query: QueryRunner): Promise<void> {
    await createUsers(query);
    await createWallets(query);
    await createNonces(query);
    await createRefreshTokens(query);
    await createApiKeys(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE api_keys, refresh_tokens, auth_nonces, wallets, users`);
  }
}

async function createUsers(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE users (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      username text CONSTRAINT users_username UNIQUE CHECK (username ~ '^[a-z0-9_]{3,20}$'),
      display_name text CHECK (char_length(display_name) BETWEEN 1 AND 60),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_at timestamptz(3) NOT NULL DEFAULT now()
    )`);
  await query.query(`
    CREATE TRIGGER users_updated_at BEFORE UPDATE ON users
      FOR EACH ROW EXECUTE FUNCTION touch_updated_at()`);
  await query.query(`ALTER TABLE users ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY users_own ON users FOR SELECT TO coinslot_app
      USING (id = (SELECT app_user()))`);
  await query.query(`
    CREATE POLICY users_own_update ON users FOR UPDATE TO coinslot_app
      USING (id = (SELECT app_user()))`);
  await query.query(`
    CREATE POLICY users_service_read ON users FOR SELECT TO coinslot_app
      USING ((SELECT app_service()) IN ('accounts', 'storefront'))`);
  await query.query(`
    CREATE POLICY users_accounts_insert ON users FOR INSERT TO coinslot_app
      WITH CHECK ((SELECT app_service()) = 'accounts')`);
  await query.query(`
    GRANT SELECT, INSERT (id), UPDATE (username, display_name) ON users TO coinslot_app`);
}

async function createWallets(query: QueryRunner): Promise<void> {
  // EVM addresses stand with their EIP-55 checksum, so one account is one text.
  await query.query(`
    CREATE TABLE wallets (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      network text NOT NULL CHECK (network ~ '^[a-z0-9-]{3,8}:[a-zA-Z0-9_-]{1,32}$'),
      address text NOT NULL CHECK (network NOT LIKE 'eip155:%' OR address ~ '^0x[0-9a-fA-F]{40}$'),
      purpose text NOT NULL CHECK (purpose IN ('sign_in', 'payout')),
      created_at timestamptz(3) NOT NULL DEFAULT now()
    )`);
  await query.query(`
    CREATE UNIQUE INDEX wallets_sign_in_address ON wallets (address) WHERE purpose = 'sign_in'`);
  await query.query(`
    CREATE UNIQUE INDEX wallets_payout_network ON wallets (user_id, network)
      WHERE purpose = 'payout'`);
  await query.query(`CREATE INDEX wallets_user_id ON wallets (user_id)`);
  await query.query(`ALTER TABLE wallets ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY wallets_own ON wallets FOR SELECT TO coinslot_app
      USING (user_id = (SELECT app_user()))`);
  for (const [action, clause] of [
    ['INSERT', 'WITH CHECK'],
    ['UPDATE', 'USING'],
    ['DELETE', 'USING'],
  ]) {
    await query.query(`
      CREATE POLICY wallets_own_payout_${action} ON wallets FOR ${action} TO coinslot_app
        ${clause} (user_id = (SELECT app_user()) AND purpose = 'payout')`);
  }
  await query.query(`
    CREATE POLICY wallets_accounts_read ON wallets FOR SELECT TO coinslot_app
      USING ((SELECT app_service()) = 'accounts')`);
  await query.query(`
    CREATE POLICY wallets_accounts_insert ON wallets FOR INSERT TO coinslot_app
      WITH CHECK ((SELECT app_service()) = 'accounts' AND purpose = 'sign_in')`);
  await query.query(`
    GRANT SELECT, INSERT (user_id, network, address, purpose), UPDATE (address), DELETE
      ON wallets TO coinslot_app`);
}

async function createNonces(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE auth_nonces (
      nonce_hash bytea PRIMARY KEY CHECK (octet_length(nonce_hash) = 32),
      expires_at timestamptz(3) NOT NULL
    )`);
  await query.query(`CREATE INDEX auth_nonces_expires_at ON auth_nonces (expires_at)`);
  await query.query(`ALTER TABLE auth_nonces ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY auth_nonces_accounts ON auth_nonces TO coinslot_app
      USING ((SELECT app_service()) = 'accounts')`);
  // UPDATE of a column is what FOR UPDATE SKIP LOCKED asks for; no row is ever updated.
  await query.query(`
    GRANT SELECT, INSERT, UPDATE (expires_at), DELETE ON auth_nonces TO coinslot_app`);
}

async function createRefreshTokens(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE refresh_tokens (
      token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
      family_id uuid NOT NULL,
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      expires_at timestamptz(3) NOT NULL,
      rotated_at timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now()
    )`);
  await query.query(`CREATE INDEX refresh_tokens_family_id ON refresh_tokens (family_id)`);
  await query.query(`CREATE INDEX refresh_tokens_user_id ON refresh_tokens (user_id)`);
  await query.query(`CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at)`);
  await query.query(`ALTER TABLE refresh_tokens ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY refresh_tokens_accounts ON refresh_tokens TO coinslot_app
      USING ((SELECT app_service()) = 'accounts')`);
  await query.query(`
    GRANT SELECT, INSERT (token_hash, family_id, user_id, expires_at), UPDATE (rotated_at), DELETE
      ON refresh_tokens TO coinslot_app`);
}

async function createApiKeys(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE api_keys (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
      prefix text NOT NULL CONSTRAINT api_keys_prefix UNIQUE,
      secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
      scopes text[] NOT NULL
        CHECK (scopes <@ ARRAY['read', 'publish', 'admin'] AND cardinality(scopes) > 0),
      last_used_at timestamptz(3),
      expires_at timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      revoked_at timestamptz(3)
    )`);
  await query.query(`
    CREATE INDEX api_keys_user_id ON api_keys (user_id, created_at DESC, id DESC)`);
  await query.query(`ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY api_keys_own ON api_keys TO coinslot_app
      USING (user_id = (SELECT app_user()))`);
  await query.query(`
    CREATE POLICY api_keys_accounts_read ON api_keys FOR SELECT TO coinslot_app
      USING ((SELECT app_service()) = 'accounts')`);
  await query.query(`
    CREATE POLICY api_keys_accounts_touch ON api_keys FOR UPDATE TO coinslot_app
      USING ((SELECT app_service()) = 'accounts')`);
  await query.query(`
    GRANT SELECT, INSERT (id, user_id, name, prefix, secret_hash, scopes, expires_at),
      UPDATE (last_used_at, revoked_at) ON api_keys TO coinslot_app`);
}
