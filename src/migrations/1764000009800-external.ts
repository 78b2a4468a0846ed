import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Other people's x402 endpoints, and what their verification found. */
export class External1764000009800 implements MigrationInterface {
  readonly name = 'External1764000009800';

  async up(query: QueryRunner): Promise<void> {
    await addColumns(query);
    await createEndpoints(query);
    await secureEndpoints(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE verified_endpoints`);
    // Nothing could answer for them any more.
    await query.query(`DELETE FROM x402_resources WHERE resource_type = 'external'`);
    await query.query(`DROP POLICY x402_resources_verification ON x402_resources`);
    await query.query(`
      ALTER TABLE x402_resources DROP CONSTRAINT x402_resources_external,
        DROP CONSTRAINT x402_resources_terms, DROP COLUMN external_url, DROP COLUMN external_method,
        ALTER COLUMN price_usdc SET NOT NULL,
        ADD CONSTRAINT x402_resources_networks_check CHECK (cardinality(networks) > 0)`);
  }
}

/** What an endpoint asks for is not known before it was asked. */
async function addColumns(query: QueryRunner): Promise<void> {
  await query.query(`
    ALTER TABLE x402_resources
      ADD COLUMN external_url text CHECK (char_length(external_url) <= 2000),
      ADD COLUMN external_method text CHECK (external_method IN ('GET', 'POST')),
      ADD CONSTRAINT x402_resources_external
        CHECK (resource_type <> 'external' OR external_url IS NOT NULL),
      ALTER COLUMN price_usdc DROP NOT NULL,
      DROP CONSTRAINT x402_resources_networks_check,
      ADD CONSTRAINT x402_resources_terms CHECK (
        (price_usdc IS NOT NULL AND cardinality(networks) > 0)
        OR (resource_type = 'external' AND status <> 'published'))`);
  await query.query(`
    GRANT UPDATE (external_url, external_method) ON x402_resources TO coinslot_app`);
}

/** A table of its own: that an endpoint was asked again is no change of the resource. */
async function createEndpoints(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE verified_endpoints (
      resource_id uuid PRIMARY KEY,
      owner_id uuid NOT NULL,
      method text NOT NULL CHECK (method IN ('GET', 'POST')),
      x402_versions smallint[] NOT NULL CHECK (x402_versions <@ '{1,2}'),
      mime_type text CHECK (char_length(mime_type) <= 200),
      input_schema jsonb CHECK (octet_length(input_schema::text) <= 100000),
      output_schema jsonb CHECK (octet_length(output_schema::text) <= 100000),
      supports_refunds boolean,
      declared_refunds boolean NOT NULL,
      verified_at timestamptz(3) NOT NULL,
      next_check_at timestamptz(3) NOT NULL,
      failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
      problem text CHECK (char_length(problem) <= 100),
      FOREIGN KEY (resource_id, owner_id) REFERENCES x402_resources (id, owner_id)
        ON DELETE CASCADE
    )`);
  await query.query(`
    COMMENT ON COLUMN verified_endpoints.supports_refunds IS 'As the endpoint tells; null when not told'`);
  await query.query(`
    COMMENT ON COLUMN verified_endpoints.declared_refunds IS
      'As the creator says: it counts where the endpoint does not tell'`);
  await query.query(`
    CREATE INDEX verified_endpoints_due ON verified_endpoints (next_check_at)`);
}

async function secureEndpoints(query: QueryRunner): Promise<void> {
  await query.query(`ALTER TABLE verified_endpoints ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY verified_endpoints_own ON verified_endpoints TO coinslot_app
      USING (owner_id = (SELECT app_user()))`);
  await query.query(`
    CREATE POLICY verified_endpoints_storefront ON verified_endpoints FOR SELECT TO coinslot_app
      USING ((SELECT app_service()) = 'storefront')`);
  for (const action of ['SELECT', 'UPDATE']) {
    await query.query(`
      CREATE POLICY verified_endpoints_verification_${action} ON verified_endpoints FOR ${action}
        TO coinslot_app USING ((SELECT app_service()) = 'verification')`);
  }
  await query.query(`
    CREATE POLICY x402_resources_verification ON x402_resources FOR SELECT TO coinslot_app
      USING (resource_type = 'external' AND (SELECT app_service()) = 'verification')`);
  await query.query(`
    GRANT SELECT, INSERT, DELETE, UPDATE (method, x402_versions, mime_type, input_schema,
        output_schema, supports_refunds, declared_refunds, verified_at, next_check_at, failures,
        problem)
      ON verified_endpoints TO coinslot_app`);
}
