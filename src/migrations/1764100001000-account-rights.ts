import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'users',
  'wallets',
  'wallet_proofs',
  'auth_nonces',
  'refresh_tokens',
  'api_keys',
  'connections',
  'credentials',
  'credential_versions',
];

const RIGHTS = `
  CREATE POLICY users_owner ON users TO coinslot_as_user
    USING (id = (SELECT app_user()));
  CREATE POLICY users_accounts ON users TO coinslot_as_accounts
    USING (true);
  CREATE POLICY users_storefront ON users FOR SELECT TO coinslot_as_storefront
    USING (true);
  GRANT SELECT (id, username, display_name, created_at), UPDATE (username, display_name) ON users
    TO coinslot_as_user;
  GRANT SELECT (id, username, display_name, created_at), INSERT (id) ON users TO
    coinslot_as_accounts;
  GRANT SELECT (id, username) ON users TO coinslot_as_storefront;

  CREATE POLICY wallets_owner ON wallets FOR SELECT TO coinslot_as_user
    USING (user_id = (SELECT app_user()));
  CREATE POLICY wallets_owner_insert ON wallets FOR INSERT TO coinslot_as_user
    WITH CHECK (user_id = (SELECT app_user()) AND purpose = 'payout');
  CREATE POLICY wallets_owner_update ON wallets FOR UPDATE TO coinslot_as_user
    USING (user_id = (SELECT app_user()) AND purpose = 'payout');
  CREATE POLICY wallets_owner_delete ON wallets FOR DELETE TO coinslot_as_user
    USING (user_id = (SELECT app_user()) AND purpose = 'payout');
  CREATE POLICY wallets_accounts ON wallets TO coinslot_as_accounts
    USING (true)
    WITH CHECK (purpose = 'sign_in');
  GRANT SELECT, INSERT (user_id, network, address, purpose), UPDATE (address), DELETE ON wallets
    TO coinslot_as_user;
  GRANT SELECT, INSERT (user_id, network, address, purpose) ON wallets TO coinslot_as_accounts;

  CREATE POLICY wallet_proofs_owner ON wallet_proofs FOR SELECT TO coinslot_as_user
    USING (user_id = (SELECT app_user()));
  CREATE POLICY wallet_proofs_accounts ON wallet_proofs TO coinslot_as_accounts
    USING (true);
  GRANT SELECT ON wallet_proofs TO coinslot_as_user;
  GRANT SELECT, INSERT ON wallet_proofs TO coinslot_as_accounts;

  CREATE POLICY auth_nonces_accounts ON auth_nonces TO coinslot_as_accounts
    USING (true);
  GRANT SELECT, INSERT, UPDATE (expires_at), DELETE ON auth_nonces TO coinslot_as_accounts;

  CREATE POLICY refresh_tokens_accounts ON refresh_tokens TO coinslot_as_accounts
    USING (true);
  GRANT SELECT, INSERT (token_hash, family_id, user_id, expires_at), UPDATE (rotated_at), DELETE
    ON refresh_tokens TO coinslot_as_accounts;

  CREATE POLICY api_keys_owner ON api_keys TO coinslot_as_user
    USING (user_id = (SELECT app_user()));
  CREATE POLICY api_keys_accounts ON api_keys TO coinslot_as_accounts
    USING (true);
  GRANT SELECT, INSERT (id, user_id, name, prefix, secret_hash, scopes, expires_at), UPDATE
    (revoked_at) ON api_keys TO coinslot_as_user;
  GRANT SELECT, UPDATE (last_used_at) ON api_keys TO coinslot_as_accounts;

  CREATE POLICY connections_owner ON connections TO coinslot_as_user
    USING (user_id = (SELECT app_user()));
  CREATE POLICY connections_execution ON connections TO coinslot_as_execution
    USING (true)
    WITH CHECK (status = 'error' AND verification = 'invalid');
  GRANT SELECT, INSERT (user_id, provider, status, is_enabled, verification, metadata, last_error,
    last_error_at, last_verified_at, token_expires_at, last_refreshed_at, connected_at,
    disconnected_at), UPDATE (status, is_enabled, verification, metadata, last_error,
    last_error_at, last_verified_at, token_expires_at, last_refreshed_at, connected_at,
    disconnected_at) ON connections TO coinslot_as_user;
  GRANT SELECT (id, user_id, provider, status, is_enabled, verification, last_verified_at), UPDATE
    (status, verification, last_error, last_error_at) ON connections TO coinslot_as_execution;

  CREATE POLICY credentials_owner ON credentials TO coinslot_as_user
    USING (user_id = (SELECT app_user()));
  CREATE POLICY credentials_execution ON credentials FOR SELECT TO coinslot_as_execution
    USING (true);
  CREATE POLICY credentials_maintenance ON credentials TO coinslot_as_maintenance
    USING (true);
  GRANT SELECT, INSERT (connection_id, resource_id, user_id, provider, type, kid, wrapped_key,
    ciphertext, hint, version), UPDATE (kid, wrapped_key, ciphertext, hint, version), DELETE ON
    credentials TO coinslot_as_user;
  GRANT SELECT (id, connection_id, resource_id, type, kid, wrapped_key, ciphertext, hint) ON
    credentials TO coinslot_as_execution;
  GRANT SELECT (id, kid, wrapped_key), UPDATE (kid, wrapped_key) ON credentials TO
    coinslot_as_maintenance;

  CREATE POLICY credential_versions_owner ON credential_versions FOR SELECT TO coinslot_as_user
    USING (user_id = (SELECT app_user()));
  CREATE POLICY credential_versions_execution ON credential_versions FOR SELECT TO
    coinslot_as_execution
    USING (true);
  GRANT SELECT ON credential_versions TO coinslot_as_user;
  GRANT SELECT ON credential_versions TO coinslot_as_execution;`;

/** As they were, for one role that told whose turn it was by a setting. */
const FORMER = `
  CREATE POLICY users_accounts_insert ON users FOR INSERT TO coinslot_app
    WITH CHECK ((SELECT app_service()) = 'accounts');
  CREATE POLICY users_own ON users FOR SELECT TO coinslot_app
    USING (id = (SELECT app_user()));
  CREATE POLICY users_own_update ON users FOR UPDATE TO coinslot_app
    USING (id = (SELECT app_user()));
  CREATE POLICY users_service_read ON users FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) IN ('accounts', 'storefront'));
  GRANT SELECT, INSERT (id), UPDATE (username, display_name) ON users TO coinslot_app;
  CREATE POLICY wallets_accounts_insert ON wallets FOR INSERT TO coinslot_app
    WITH CHECK ((SELECT app_service()) = 'accounts' AND purpose = 'sign_in');
  CREATE POLICY wallets_accounts_read ON wallets FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) = 'accounts');
  CREATE POLICY wallets_own ON wallets FOR SELECT TO coinslot_app
    USING (user_id = (SELECT app_user()));
  CREATE POLICY wallets_own_payout_delete ON wallets FOR DELETE TO coinslot_app
    USING (user_id = (SELECT app_user()) AND purpose = 'payout');
  CREATE POLICY wallets_own_payout_insert ON wallets FOR INSERT TO coinslot_app
    WITH CHECK (user_id = (SELECT app_user()) AND purpose = 'payout');
  CREATE POLICY wallets_own_payout_update ON wallets FOR UPDATE TO coinslot_app
    USING (user_id = (SELECT app_user()) AND purpose = 'payout');
  GRANT DELETE, SELECT, INSERT (user_id, network, address, purpose), UPDATE (address) ON wallets
    TO coinslot_app;
  CREATE POLICY wallet_proofs_accounts_insert ON wallet_proofs FOR INSERT TO coinslot_app
    WITH CHECK ((SELECT app_service()) = 'accounts');
  CREATE POLICY wallet_proofs_accounts_read ON wallet_proofs FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) = 'accounts');
  CREATE POLICY wallet_proofs_own ON wallet_proofs FOR SELECT TO coinslot_app
    USING (user_id = (SELECT app_user()));
  GRANT INSERT, SELECT ON wallet_proofs TO coinslot_app;
  CREATE POLICY auth_nonces_accounts ON auth_nonces TO coinslot_app
    USING ((SELECT app_service()) = 'accounts');
  GRANT DELETE, INSERT, SELECT, UPDATE (expires_at) ON auth_nonces TO coinslot_app;
  CREATE POLICY refresh_tokens_accounts ON refresh_tokens TO coinslot_app
    USING ((SELECT app_service()) = 'accounts');
  GRANT DELETE, SELECT, INSERT (token_hash, family_id, user_id, expires_at), UPDATE (rotated_at)
    ON refresh_tokens TO coinslot_app;
  CREATE POLICY api_keys_accounts_read ON api_keys FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) = 'accounts');
  CREATE POLICY api_keys_accounts_touch ON api_keys FOR UPDATE TO coinslot_app
    USING ((SELECT app_service()) = 'accounts');
  CREATE POLICY api_keys_own ON api_keys TO coinslot_app
    USING (user_id = (SELECT app_user()));
  GRANT SELECT, INSERT (id, user_id, name, prefix, secret_hash, scopes, expires_at), UPDATE
    (last_used_at, revoked_at) ON api_keys TO coinslot_app;
  CREATE POLICY connections_execution_mark ON connections FOR UPDATE TO coinslot_app
    USING ((SELECT app_service()) = 'execution')
    WITH CHECK (((SELECT app_service()) = 'execution') AND status = 'error' AND verification =
      'invalid');
  CREATE POLICY connections_execution_read ON connections FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) = 'execution');
  CREATE POLICY connections_owner ON connections TO coinslot_app
    USING (user_id = (SELECT app_user()))
    WITH CHECK (user_id = (SELECT app_user()));
  GRANT SELECT, INSERT (user_id, provider, status, is_enabled, verification, metadata, last_error,
    last_error_at, last_verified_at, token_expires_at, last_refreshed_at, connected_at,
    disconnected_at), UPDATE (status, is_enabled, verification, metadata, last_error,
    last_error_at, last_verified_at, token_expires_at, last_refreshed_at, connected_at,
    disconnected_at) ON connections TO coinslot_app;
  CREATE POLICY credentials_owner ON credentials TO coinslot_app
    USING (user_id = (SELECT app_user()))
    WITH CHECK (user_id = (SELECT app_user()));
  CREATE POLICY credentials_rotation ON credentials FOR UPDATE TO coinslot_app
    USING ((SELECT app_service()) = 'maintenance')
    WITH CHECK ((SELECT app_service()) = 'maintenance');
  CREATE POLICY credentials_service_read ON credentials FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) IN ('execution', 'maintenance'));
  GRANT DELETE, SELECT, INSERT (connection_id, user_id, provider, type, kid, wrapped_key,
    ciphertext, hint, version, resource_id), UPDATE (kid, wrapped_key, ciphertext, hint, version)
    ON credentials TO coinslot_app;
  CREATE POLICY credential_versions_read ON credential_versions FOR SELECT TO coinslot_app
    USING (user_id = (SELECT app_user()) OR (SELECT app_service()) = 'execution');
  GRANT SELECT ON credential_versions TO coinslot_app;`;

/** Who may do what with accounts, connections and secrets. */
export class AccountRights1764100001000 implements MigrationInterface {
  readonly name = 'AccountRights1764100001000';

  async up(query: QueryRunner): Promise<void> {
    await clear(query, ['coinslot_app']);
    await query.query(RIGHTS);
  }

  async down(query: QueryRunner): Promise<void> {
    await clear(query, ROLES);
    await query.query(FORMER);
  }
}

const ROLES = [
  'coinslot_as_accounts',
  'coinslot_as_execution',
  'coinslot_as_maintenance',
  'coinslot_as_storefront',
  'coinslot_as_user',
];

/** Takes every right to the tables from these roles, and every policy from the tables. */
async function clear(query: QueryRunner, roles: readonly string[]): Promise<void> {
  const names = TABLES.map((table) => `'${table}'`).join(', ');
  await query.query(`
    DO $$
    DECLARE found record;
    BEGIN
      FOR found IN SELECT tablename, policyname FROM pg_policies
        WHERE schemaname = 'public' AND tablename IN (${names}) LOOP
        EXECUTE format('DROP POLICY %I ON %I', found.policyname, found.tablename);
      END LOOP;
    END $$`);
  await query.query(`REVOKE ALL ON ${TABLES.join(', ')} FROM ${roles.join(', ')}`);
}
