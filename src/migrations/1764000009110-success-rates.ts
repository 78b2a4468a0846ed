import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many of a resource's recent runs succeeded, for the catalogue; a job measures it. */
export class SuccessRates1764000009110 implements MigrationInterface {
  readonly name = 'SuccessRates1764000009110';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE resource_stats ALTER COLUMN calls SET DEFAULT 0,
        ADD COLUMN recent_runs integer NOT NULL DEFAULT 0,
        ADD COLUMN recent_successes integer NOT NULL DEFAULT 0,
        ADD COLUMN measured_at timestamptz,
        ADD CONSTRAINT resource_stats_recent CHECK (recent_successes BETWEEN 0 AND recent_runs)`);
    await query.query(`
      GRANT UPDATE (recent_runs, recent_successes, measured_at) ON resource_stats TO coinslot_app`);
    await query.query(`
      CREATE INDEX executions_recent ON executions (resource_id, finished_at) INCLUDE (status)
        WHERE NOT is_test AND finished_at IS NOT NULL`);
    // What was measured long ago says nothing of the last 30 days.
    await createPublicView(
      query,
      `, CASE WHEN s.measured_at > now() - interval '1 day' THEN s.recent_runs ELSE 0 END
           AS recent_runs,
         CASE WHEN s.measured_at > now() - interval '1 day' AND s.recent_runs > 0
              THEN s.recent_successes::double precision / s.recent_runs END AS success_rate`,
    );
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP VIEW public_x402_resources`);
    await createPublicView(query);
    await query.query(`DROP INDEX executions_recent`);
    await query.query(`
      ALTER TABLE resource_stats ALTER COLUMN calls DROP DEFAULT, DROP COLUMN recent_runs,
        DROP COLUMN recent_successes, DROP COLUMN measured_at`);
  }
}

async function createPublicView(query: QueryRunner, more = ''): Promise<void> {
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
           r.pt_model AS model, coalesce(r.pt_allows_user_message, false) AS allows_user_message,
           coalesce(s.calls, 0) AS calls, r.published_at ${more}
      FROM x402_resources r
      JOIN users u ON u.id = r.owner_id
      LEFT JOIN resource_stats s ON s.resource_id = r.id
     WHERE r.status = 'published' AND u.username IS NOT NULL`);
  await query.query(`GRANT SELECT ON public_x402_resources TO coinslot_app`);
}
