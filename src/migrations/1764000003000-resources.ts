import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is for sale: resources, the versions that offers are made from, and the public view of both.
 * Versions keep plain ids of resources and users: claims and the ledger point at them, and those
 * outlive what was sold and who sold it.
 */
export class Resources1764000003000 implements MigrationInterface {
  readonly name = 'Resources1764000003000';

  async up(query: QueryRunner): Promise<void> {
    await createVersions(query);
    await createResources(query);
    await createStats(query);
    await secureVersions(query);
    await eraseWithResource(query);
    await createPublicView(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP VIEW public_x402_resources`);
    await query.query(`DROP POLICY resource_versions_own_insert ON resource_versions`);
    await query.query(`DROP TABLE x402_resources, resource_versions, resource_stats`);
    await query.query(`DROP FUNCTION erase_resource_traces`);
  }
}

async function createVersions(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE resource_versions (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      resource_id uuid NOT NULL,
      owner_id uuid NOT NULL,
      version integer NOT NULL CHECK (version >= 1),
      resource_type text NOT NULL,
      name text NOT NULL,
      price_usdc bigint NOT NULL CHECK (price_usdc >= 10000),
      networks text[] NOT NULL CHECK (cardinality(networks) > 0),
      config jsonb,
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      superseded_at timestamptz(3),
      CONSTRAINT resource_versions_number UNIQUE (resource_id, version),
      UNIQUE (id, resource_id)
    )`);
  await query.query(`
    COMMENT ON COLUMN resource_versions.config IS
      'Null once the resource is gone with its owner: prompts are personal data'`);
}

async function createResources(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE x402_resources (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
      resource_type text NOT NULL CHECK (resource_type IN
        ('external', 'proxy', 'prompt', 'static', 'prompt_template', 'openrouter_instant')),
      status text NOT NULL DEFAULT 'draft'
        CHECK (status IN ('draft', 'published', 'unpublished', 'archived')),
      slug text NOT NULL
        CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) <= 60),
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
      description text NOT NULL CHECK (char_length(description) BETWEEN 1 AND 2000),
      category text NOT NULL CHECK (category ~ '^[a-z_]{1,40}$'),
      price_usdc bigint NOT NULL CHECK (price_usdc >= 10000),
      networks text[] NOT NULL CHECK (cardinality(networks) > 0),
      supports_refunds boolean NOT NULL DEFAULT false,
      settlement_policy text NOT NULL DEFAULT 'after_execution'
        CHECK (settlement_policy IN ('after_execution', 'before_execution')),
      pt_system_prompt text CHECK (char_length(pt_system_prompt) <= 100000),
      pt_parameters jsonb CHECK (jsonb_typeof(pt_parameters) = 'array'),
      pt_model text,
      pt_fallback_model text,
      pt_max_tokens integer CHECK (pt_max_tokens BETWEEN 1 AND 64000),
      pt_allows_user_message boolean,
      current_version_id uuid,
      published_at timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      FOREIGN KEY (current_version_id, id) REFERENCES resource_versions (id, resource_id),
      CHECK (status <> 'published' OR num_nulls(current_version_id, published_at) = 0),
      CHECK (resource_type <> 'prompt_template' OR num_nulls(pt_system_prompt, pt_parameters,
        pt_model, pt_max_tokens, pt_allows_user_message) = 0)
    )`);
  await query.query(`
    CREATE UNIQUE INDEX x402_resources_slug ON x402_resources (owner_id, slug)
      WHERE status <> 'archived'`);
  await query.query(`
    CREATE INDEX x402_resources_owner ON x402_resources (owner_id, created_at DESC, id DESC)`);
  await query.query(`
    CREATE INDEX x402_resources_latest ON x402_resources (published_at DESC, id DESC)
      WHERE status = 'published'`);
  await query.query(`
    CREATE INDEX x402_resources_price ON x402_resources (price_usdc, id)
      WHERE status = 'published'`);
  await query.query(`
    CREATE TRIGGER x402_resources_updated_at BEFORE UPDATE ON x402_resources
      FOR EACH ROW EXECUTE FUNCTION touch_updated_at()`);
  await query.query(`ALTER TABLE x402_resources ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY x402_resources_own ON x402_resources TO coinslot_app
      USING (owner_id = (SELECT app_user()))`);
  await query.query(`
    CREATE POLICY x402_resources_storefront ON x402_resources FOR SELECT TO coinslot_app
      USING ((SELECT app_service()) = 'storefront')`);
  // No DELETE: resources are archived, and go with their owner's account.
  await query.query(`
    GRANT SELECT, INSERT, UPDATE (status, slug, name, description, category, price_usdc, networks,
        pt_system_prompt, pt_parameters, pt_model, pt_fallback_model, pt_max_tokens,
        pt_allows_user_message, current_version_id, published_at)
      ON x402_resources TO coinslot_app`);
}

async function createStats(query: QueryRunner): Promise<void> {
  // A table of its own: counting a call neither touches nor waits for the creator's row.
  await query.query(`
    CREATE TABLE resource_stats (
      resource_id uuid PRIMARY KEY,
      calls bigint NOT NULL CHECK (calls >= 0)
    )`);
  await query.query(`ALTER TABLE resource_stats ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY resource_stats_count ON resource_stats TO coinslot_app
      USING ((SELECT app_service()) IN ('execution', 'payments'))`);
  await query.query(`GRANT SELECT, INSERT, UPDATE (calls) ON resource_stats TO coinslot_app`);
}

async function secureVersions(query: QueryRunner): Promise<void> {
  await query.query(`ALTER TABLE resource_versions ENABLE ROW LEVEL SECURITY`);
  for (const action of ['SELECT', 'UPDATE']) {
    await query.query(`
      CREATE POLICY resource_versions_own_${action} ON resource_versions FOR ${action}
        TO coinslot_app USING (owner_id = (SELECT app_user()))`);
  }
  await query.query(`
    CREATE POLICY resource_versions_own_insert ON resource_versions FOR INSERT TO coinslot_app
      WITH CHECK (owner_id = (SELECT app_user()) AND EXISTS (
        SELECT FROM x402_resources r WHERE r.id = resource_id AND r.owner_id = (SELECT app_user())))`);
  await query.query(`
    CREATE POLICY resource_versions_storefront ON resource_versions FOR SELECT TO coinslot_app
      USING ((SELECT app_service()) = 'storefront')`);
  // A version never changes; only the moment it was superseded is filled in.
  await query.query(`
    GRANT SELECT, INSERT, UPDATE (superseded_at) ON resource_versions TO coinslot_app`);
}

async function eraseWithResource(query: QueryRunner): Promise<void> {
  // SECURITY DEFINER: nobody else may change a version.
  await query.query(`
    CREATE FUNCTION erase_resource_traces() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
    BEGIN
      UPDATE resource_versions
        SET config = NULL, superseded_at = coalesce(superseded_at, now())
        WHERE resource_id = OLD.id;
      DELETE FROM resource_stats WHERE resource_id = OLD.id;
      RETURN NULL;
    END $$`);
  await query.query(`
    CREATE TRIGGER x402_resources_erase AFTER DELETE ON x402_resources
      FOR EACH ROW EXECUTE FUNCTION erase_resource_traces()`);
}

async function createPublicView(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE VIEW public_x402_resources WITH (security_barrier) AS
    SELECT r.id, u.username, u.display_name, r.slug, r.name, r.description, r.category,
           r.resource_type, r.price_usdc, r.networks, r.supports_refunds,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                     'name', p.value -> 'name', 'description', p.value -> 'description',
                     'required', p.value -> 'required', 'default', p.value -> 'default',
                     'maxLength', p.value -> 'maxLength') ORDER BY p.position), '[]')
              FROM jsonb_array_elements(r.pt_parameters) WITH ORDINALITY AS p (value, position)
           ) AS parameters,
           r.pt_model AS model, coalesce(r.pt_allows_user_message, false) AS allows_user_message,
           coalesce(s.calls, 0) AS calls, r.published_at
      FROM x402_resources r
      JOIN users u ON u.id = r.owner_id
      LEFT JOIN resource_stats s ON s.resource_id = r.id
     WHERE r.status = 'published' AND u.username IS NOT NULL`);
  await query.query(`GRANT SELECT ON public_x402_resources TO coinslot_app`);
}
