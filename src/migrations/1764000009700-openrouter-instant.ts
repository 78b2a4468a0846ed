import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a resource of type `openrouter_instant` sells: a model of the catalogue. Its prompt stands where
 * templates' do.
 */
export class OpenRouterInstant1764000009700 implements MigrationInterface {
  readonly name = 'OpenRouterInstant1764000009700';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE x402_resources
        ADD COLUMN openrouter_model_id text REFERENCES x402_openrouter_models ON DELETE SET NULL,
        ADD COLUMN openrouter_config jsonb CHECK (jsonb_typeof(openrouter_config) = 'object'),
        DROP CONSTRAINT x402_resources_pt_max_tokens_check,
        ADD CONSTRAINT x402_resources_pt_max_tokens_check CHECK (pt_max_tokens BETWEEN 1 AND
          CASE resource_type WHEN 'openrouter_instant' THEN 128000 ELSE 64000 END),
        ADD CONSTRAINT x402_resources_openrouter_instant CHECK (
          resource_type <> 'openrouter_instant' OR num_nulls(pt_system_prompt, pt_parameters,
            pt_max_tokens, pt_allows_user_message, openrouter_config) = 0)`);
    await query.query(`
      COMMENT ON COLUMN x402_resources.openrouter_model_id IS
        'Null once the model is gone: nothing is sold then until another one is chosen'`);
    await query.query(`
      CREATE INDEX x402_resources_openrouter_model ON x402_resources (openrouter_model_id)
        WHERE openrouter_model_id IS NOT NULL`);
    await query.query(`
      GRANT UPDATE (openrouter_model_id, openrouter_config) ON x402_resources TO coinslot_app`);
    await createPublicView(query, `coalesce(r.pt_model, 'openrouter:' || r.openrouter_model_id)`);
    await announceModels(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TRIGGER x402_openrouter_models_announce ON x402_openrouter_models`);
    await query.query(`DROP FUNCTION announce_model_change`);
    // Nothing could run them any more.
    await query.query(`DELETE FROM x402_resources WHERE resource_type = 'openrouter_instant'`);
    await createPublicView(query, 'r.pt_model');
    await query.query(`
      ALTER TABLE x402_resources DROP CONSTRAINT x402_resources_openrouter_instant,
        DROP CONSTRAINT x402_resources_pt_max_tokens_check,
        ADD CONSTRAINT x402_resources_pt_max_tokens_check
          CHECK (pt_max_tokens BETWEEN 1 AND 64000),
        DROP COLUMN openrouter_model_id, DROP COLUMN openrouter_config`);
  }
}

/**
 * Whoever sells a model is announced when it leaves the listing or comes back. One that is deleted
 * changes the resources themselves, which announces them.
 */
async function announceModels(query: QueryRunner): Promise<void> {
  // SECURITY DEFINER: who syncs the models sees nobody's resources.
  await query.query(`
    CREATE FUNCTION announce_model_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
    BEGIN
      PERFORM pg_notify('owner_changed', seller.owner_id::text) FROM (
        SELECT DISTINCT owner_id FROM x402_resources
         WHERE openrouter_model_id = NEW.id AND status = 'published') AS seller;
      RETURN NULL;
    END $$`);
  await query.query(`
    CREATE TRIGGER x402_openrouter_models_announce AFTER UPDATE ON x402_openrouter_models
      FOR EACH ROW WHEN (OLD.is_active <> NEW.is_active)
      EXECUTE FUNCTION announce_model_change()`);
}

async function createPublicView(query: QueryRunner, model: string): Promise<void> {
  await query.query(`
    CREATE OR REPLACE VIEW public_x402_resources WITH (security_barrier) AS
    SELECT r.id, u.username, u.display_name, r.slug, r.name, r.description, r.category,
           r.resource_type, r.price_usdc, r.networks, r.supports_refunds,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                     'name', p.value -> 'name', 'description', p.value -> 'description',
                     'required', p.value -> 'required', 'default', p.value -> 'default',
                     'maxLength', p.value -> 'maxLength') ORDER BY p.position), '[]')
              FROM jsonb_array_elements(r.pt_parameters) WITH ORDINALITY AS p (value, position)
           ) AS parameters,
           ${model} AS model, coalesce(r.pt_allows_user_message, false) AS allows_user_message,
           coalesce(s.calls, 0) AS calls, r.published_at,
           CASE WHEN s.measured_at > now() - interval '1 day' THEN s.recent_runs ELSE 0 END
             AS recent_runs,
           CASE WHEN s.measured_at > now() - interval '1 day' AND s.recent_runs > 0
                THEN s.recent_successes::double precision / s.recent_runs END AS success_rate
      FROM x402_resources r
      JOIN users u ON u.id = r.owner_id
      LEFT JOIN resource_stats s ON s.resource_id = r.id
     WHERE r.status = 'published' AND u.username IS NOT NULL`);
}
