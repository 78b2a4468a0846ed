import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that hold what creators write, as long as they like. */
const TEXTS = ['name', 'description', 'static_content', 'pt_system_prompt'];
const JSONS = ['pt_parameters', 'output_schema', 'openrouter_config', 'type_config'];

/** What its type tells buyers, where that can be told from columns; the type itself tells it since. */
const INPUTS_OF = `
  CREATE FUNCTION pg_temp.inputs_of(parameters jsonb, takes_message boolean) RETURNS jsonb
    LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object(
             'name', p.value -> 'name', 'description', p.value -> 'description',
             'required', p.value -> 'required', 'default', p.value -> 'default',
             'maxLength', p.value -> 'maxLength') ORDER BY p.position), '[]') ||
           CASE WHEN takes_message THEN jsonb_build_array(jsonb_build_object(
             'name', 'message', 'description', 'Your own message to the model',
             'required', false, 'default', NULL, 'maxLength', 50000)) ELSE '[]' END
      FROM jsonb_array_elements(parameters) WITH ORDINALITY AS p (value, position)
  $$`;

/**
 * What buyers may know of the inputs of a resource, of whatever type: the public view shows it, and
 * reads nothing of the configuration for it. Resources of types from outside tell it once they are saved
 * again.
 */
export class PublicInputs1764100008700 implements MigrationInterface {
  readonly name = 'PublicInputs1764100008700';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE x402_resources ADD COLUMN public_inputs jsonb NOT NULL DEFAULT '[]'`);
    await query.query(INPUTS_OF);
    await query.query(`DROP TRIGGER x402_resources_measure ON x402_resources`);
    // Not by an UPDATE: nothing was changed by anybody, and no trigger has to hear of it.
    const inputs = 'pg_temp.inputs_of(pt_parameters, pt_allows_user_message)';
    await query.query(`
      ALTER TABLE x402_resources
        ALTER COLUMN public_inputs TYPE jsonb USING ${inputs},
        ALTER COLUMN size_bytes TYPE integer USING size_bytes + octet_length(${inputs}::text)`);
    await query.query(`DROP FUNCTION pg_temp.inputs_of`);
    await query.query(`
      ALTER TABLE x402_resources ADD CONSTRAINT x402_resources_public_inputs CHECK (
        CASE WHEN jsonb_typeof(public_inputs) = 'array'
             THEN jsonb_array_length(public_inputs) <= 100 AND
                  octet_length(public_inputs::text) <= 2000000
             ELSE false END)`);
    await query.query(`GRANT UPDATE (public_inputs) ON x402_resources TO coinslot_as_user`);
    await measure(query, [...JSONS, 'public_inputs']);
    await createPublicView(query, 'r.public_inputs');
  }

  async down(query: QueryRunner): Promise<void> {
    await createPublicView(
      query,
      `(SELECT coalesce(jsonb_agg(jsonb_build_object(
                 'name', p.value -> 'name', 'description', p.value -> 'description',
                 'required', p.value -> 'required', 'default', p.value -> 'default',
                 'maxLength', p.value -> 'maxLength') ORDER BY p.position), '[]')
          FROM jsonb_array_elements(r.pt_parameters) WITH ORDINALITY AS p (value, position))`,
    );
    await query.query(`DROP TRIGGER x402_resources_measure ON x402_resources`);
    await query.query(`
      ALTER TABLE x402_resources ALTER COLUMN size_bytes TYPE integer
        USING size_bytes - octet_length(public_inputs::text)`);
    await query.query(`ALTER TABLE x402_resources DROP COLUMN public_inputs`);
    await measure(query, JSONS);
  }
}

/** Keeps `size_bytes`, counting these columns too. */
async function measure(query: QueryRunner, jsons: readonly string[]): Promise<void> {
  const size = [...TEXTS, ...jsons.map((column) => `${column}::text`)]
    .map((text) => `coalesce(octet_length(NEW.${text}), 0)`)
    .join(' + ');
  await query.query(`
    CREATE OR REPLACE FUNCTION measure_resource() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.size_bytes := ${size};
      RETURN NEW;
    END $$`);
  await query.query(`
    CREATE TRIGGER x402_resources_measure
      BEFORE INSERT OR UPDATE OF ${[...TEXTS, ...jsons].join(', ')}, size_bytes
      ON x402_resources FOR EACH ROW EXECUTE FUNCTION measure_resource()`);
}

async function createPublicView(query: QueryRunner, parameters: string): Promise<void> {
  await query.query(`
    CREATE OR REPLACE VIEW public_x402_resources WITH (security_barrier) AS
    SELECT r.id, u.username, u.display_name, r.slug, r.name, r.description, r.category,
           r.resource_type, r.price_usdc, r.networks, r.supports_refunds,
           ${parameters} AS parameters,
           coalesce(r.pt_model, 'openrouter:' || r.openrouter_model_id) AS model,
           coalesce(r.pt_allows_user_message, false) AS allows_user_message,
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
