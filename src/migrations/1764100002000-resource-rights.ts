import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'x402_resources',
  'resource_versions',
  'resource_stats',
  'sold_calls',
  'verified_endpoints',
  'catalogue_entries',
  'catalogue_vocabulary',
  'catalogue_tallies',
  'x402_openrouter_models',
  'model_curation_log',
  'public_x402_resources',
];

const OPEN = ['catalogue_entries', 'catalogue_vocabulary'];

const RIGHTS = `
  CREATE POLICY x402_resources_owner ON x402_resources TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY x402_resources_storefront ON x402_resources FOR SELECT TO coinslot_as_storefront
    USING (true);
  CREATE POLICY x402_resources_verification ON x402_resources FOR SELECT TO
    coinslot_as_verification
    USING (resource_type = 'external');
  GRANT SELECT, INSERT, UPDATE (status, slug, name, description, category, price_usdc, networks,
    supports_refunds, settlement_policy, pt_system_prompt, pt_parameters, pt_model,
    pt_fallback_model, pt_max_tokens, pt_allows_user_message, current_version_id, published_at,
    static_content, static_encoding, static_mime_type, static_filename, proxy_url, proxy_methods,
    proxy_secret_header, proxy_timeout_ms, output_format, output_schema, openrouter_model_id,
    openrouter_config, external_url, external_method, limit_input_bytes, limit_concurrent_calls,
    limit_calls_per_minute, limit_daily_spend_nano_usd, type_config) ON x402_resources TO
    coinslot_as_user;
  GRANT SELECT ON x402_resources TO coinslot_as_storefront;
  GRANT SELECT (id, owner_id, resource_type, external_url, external_method, status) ON
    x402_resources TO coinslot_as_verification;

  CREATE POLICY resource_versions_owner ON resource_versions FOR SELECT TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY resource_versions_owner_insert ON resource_versions FOR INSERT TO coinslot_as_user
    WITH CHECK (owner_id = (SELECT app_user()) AND EXISTS (
      SELECT FROM x402_resources r WHERE r.id = resource_id AND r.owner_id = (SELECT
        app_user())));
  CREATE POLICY resource_versions_owner_update ON resource_versions FOR UPDATE TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY resource_versions_storefront ON resource_versions FOR SELECT TO
    coinslot_as_storefront
    USING (true);
  GRANT SELECT, INSERT, UPDATE (superseded_at) ON resource_versions TO coinslot_as_user;
  GRANT SELECT ON resource_versions TO coinslot_as_storefront;

  CREATE POLICY resource_stats_storefront ON resource_stats TO coinslot_as_storefront
    USING (true);
  GRANT SELECT, INSERT, UPDATE (calls, recent_runs, recent_successes, measured_at) ON
    resource_stats TO coinslot_as_storefront;

  CREATE POLICY sold_calls_payments ON sold_calls FOR INSERT TO coinslot_as_payments
    WITH CHECK (true);
  CREATE POLICY sold_calls_storefront ON sold_calls TO coinslot_as_storefront
    USING (true);
  GRANT INSERT (resource_id) ON sold_calls TO coinslot_as_payments;
  GRANT SELECT, DELETE ON sold_calls TO coinslot_as_storefront;

  CREATE POLICY verified_endpoints_owner ON verified_endpoints TO coinslot_as_user
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY verified_endpoints_storefront ON verified_endpoints FOR SELECT TO
    coinslot_as_storefront
    USING (true);
  CREATE POLICY verified_endpoints_verification ON verified_endpoints TO coinslot_as_verification
    USING (true);
  GRANT SELECT, INSERT, UPDATE (method, x402_versions, mime_type, input_schema, output_schema,
    supports_refunds, declared_refunds, verified_at, next_check_at, failures, problem), DELETE ON
    verified_endpoints TO coinslot_as_user;
  GRANT SELECT ON verified_endpoints TO coinslot_as_storefront;
  GRANT SELECT (resource_id, next_check_at), UPDATE (next_check_at) ON verified_endpoints TO
    coinslot_as_verification;

  CREATE POLICY catalogue_entries_storefront ON catalogue_entries FOR SELECT TO
    coinslot_as_storefront
    USING (true);
  GRANT SELECT ON catalogue_entries TO coinslot_as_storefront;

  CREATE POLICY catalogue_vocabulary_storefront ON catalogue_vocabulary FOR SELECT TO
    coinslot_as_storefront
    USING (true);
  GRANT SELECT ON catalogue_vocabulary TO coinslot_as_storefront;

  CREATE POLICY catalogue_tallies_storefront ON catalogue_tallies TO coinslot_as_storefront
    USING (true);
  GRANT SELECT, INSERT (category, entries), DELETE ON catalogue_tallies TO coinslot_as_storefront;

  CREATE POLICY x402_openrouter_models_models ON x402_openrouter_models TO coinslot_as_models
    USING (true);
  CREATE POLICY x402_openrouter_models_storefront ON x402_openrouter_models FOR SELECT TO
    coinslot_as_storefront
    USING (true);
  GRANT SELECT, INSERT (id, name, description, maker, context_length, max_output_tokens, modality,
    input_modalities, output_modalities, supported_parameters, price_prompt, price_completion,
    price_request, price_image, price_web_search, price_internal_reasoning, price_cache_read,
    price_cache_write, first_seen_at, last_seen_at), UPDATE (name, description, maker,
    context_length, max_output_tokens, modality, input_modalities, output_modalities,
    supported_parameters, price_prompt, price_completion, price_request, price_image,
    price_web_search, price_internal_reasoning, price_cache_read, price_cache_write, is_curated,
    is_active, last_seen_at) ON x402_openrouter_models TO coinslot_as_models;
  GRANT SELECT ON x402_openrouter_models TO coinslot_as_storefront;

  CREATE POLICY model_curation_log_models ON model_curation_log TO coinslot_as_models
    USING (true);
  GRANT SELECT, INSERT (model_id, is_curated, reason, key_hint, request_id) ON model_curation_log
    TO coinslot_as_models;

  GRANT SELECT ON public_x402_resources TO coinslot_as_storefront;`;

/** As they were, for one role that told whose turn it was by a setting. */
const FORMER = `
  CREATE POLICY x402_resources_own ON x402_resources TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY x402_resources_storefront ON x402_resources FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) = 'storefront');
  CREATE POLICY x402_resources_verification ON x402_resources FOR SELECT TO coinslot_app
    USING (resource_type = 'external' AND (SELECT app_service()) = 'verification');
  GRANT INSERT, SELECT, UPDATE (status, slug, name, description, category, price_usdc, networks,
    supports_refunds, settlement_policy, pt_system_prompt, pt_parameters, pt_model,
    pt_fallback_model, pt_max_tokens, pt_allows_user_message, current_version_id, published_at,
    static_content, static_encoding, static_mime_type, static_filename, proxy_url, proxy_methods,
    proxy_secret_header, proxy_timeout_ms, output_format, output_schema, openrouter_model_id,
    openrouter_config, external_url, external_method, limit_input_bytes, limit_concurrent_calls,
    limit_calls_per_minute, limit_daily_spend_nano_usd, type_config) ON x402_resources TO
    coinslot_app;
  CREATE POLICY resource_versions_own_insert ON resource_versions FOR INSERT TO coinslot_app
    WITH CHECK (owner_id = (SELECT app_user()) AND (EXISTS (SELECT FROM x402_resources r WHERE
      (r.id = resource_versions.resource_id AND r.owner_id = (SELECT app_user())))));
  CREATE POLICY resource_versions_own_select ON resource_versions FOR SELECT TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY resource_versions_own_update ON resource_versions FOR UPDATE TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY resource_versions_storefront ON resource_versions FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) = 'storefront');
  GRANT INSERT, SELECT, UPDATE (superseded_at) ON resource_versions TO coinslot_app;
  CREATE POLICY resource_stats_count ON resource_stats TO coinslot_app
    USING ((SELECT app_service()) = 'storefront');
  GRANT INSERT, SELECT, UPDATE (calls, recent_runs, recent_successes, measured_at) ON
    resource_stats TO coinslot_app;
  CREATE POLICY sold_calls_count_delete ON sold_calls FOR DELETE TO coinslot_app
    USING ((SELECT app_service()) = 'storefront');
  CREATE POLICY sold_calls_count_select ON sold_calls FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) = 'storefront');
  CREATE POLICY sold_calls_note ON sold_calls FOR INSERT TO coinslot_app
    WITH CHECK ((SELECT app_service()) IN ('execution', 'payments'));
  GRANT DELETE, SELECT, INSERT (resource_id) ON sold_calls TO coinslot_app;
  CREATE POLICY verified_endpoints_own ON verified_endpoints TO coinslot_app
    USING (owner_id = (SELECT app_user()));
  CREATE POLICY verified_endpoints_storefront ON verified_endpoints FOR SELECT TO coinslot_app
    USING ((SELECT app_service()) = 'storefront');
  CREATE POLICY verified_endpoints_verification_select ON verified_endpoints FOR SELECT TO
    coinslot_app
    USING ((SELECT app_service()) = 'verification');
  CREATE POLICY verified_endpoints_verification_update ON verified_endpoints FOR UPDATE TO
    coinslot_app
    USING ((SELECT app_service()) = 'verification');
  GRANT DELETE, INSERT, SELECT, UPDATE (method, x402_versions, mime_type, input_schema,
    output_schema, supports_refunds, declared_refunds, verified_at, next_check_at, failures,
    problem) ON verified_endpoints TO coinslot_app;
  GRANT SELECT ON catalogue_entries TO coinslot_app;
  GRANT SELECT ON catalogue_vocabulary TO coinslot_app;
  CREATE POLICY catalogue_tallies_storefront ON catalogue_tallies TO coinslot_app
    USING ((SELECT app_service()) = 'storefront');
  GRANT DELETE, SELECT, INSERT (category, entries) ON catalogue_tallies TO coinslot_app;
  CREATE POLICY x402_openrouter_models_models ON x402_openrouter_models TO coinslot_app
    USING ((SELECT app_service()) = 'models');
  CREATE POLICY x402_openrouter_models_storefront ON x402_openrouter_models FOR SELECT TO
    coinslot_app
    USING ((SELECT app_service()) = 'storefront');
  GRANT SELECT, INSERT (id, name, description, maker, context_length, max_output_tokens, modality,
    input_modalities, output_modalities, supported_parameters, price_prompt, price_completion,
    price_request, price_image, price_web_search, price_internal_reasoning, price_cache_read,
    price_cache_write, is_active, first_seen_at, last_seen_at), UPDATE (name, description, maker,
    context_length, max_output_tokens, modality, input_modalities, output_modalities,
    supported_parameters, price_prompt, price_completion, price_request, price_image,
    price_web_search, price_internal_reasoning, price_cache_read, price_cache_write, is_curated,
    is_active, last_seen_at) ON x402_openrouter_models TO coinslot_app;
  CREATE POLICY model_curation_log_models ON model_curation_log TO coinslot_app
    USING ((SELECT app_service()) = 'models');
  GRANT SELECT, INSERT (model_id, is_curated, reason, key_hint, request_id) ON model_curation_log
    TO coinslot_app;
  GRANT SELECT ON public_x402_resources TO coinslot_app;`;

/** Who may do what with what is for sale. */
export class ResourceRights1764100002000 implements MigrationInterface {
  readonly name = 'ResourceRights1764100002000';

  async up(query: QueryRunner): Promise<void> {
    await clear(query, ['coinslot_app']);
    // Everybody may see every row of these, through the storefront alone.
    for (const table of OPEN) await query.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await query.query(RIGHTS);
  }

  async down(query: QueryRunner): Promise<void> {
    await clear(query, ROLES);
    for (const table of OPEN) await query.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
    await query.query(FORMER);
  }
}

const ROLES = [
  'coinslot_as_models',
  'coinslot_as_payments',
  'coinslot_as_storefront',
  'coinslot_as_user',
  'coinslot_as_verification',
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
