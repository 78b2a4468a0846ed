import type { MigrationInterface, QueryRunner } from 'typeorm';

const VIEW = (more: string) => `
  CREATE OR REPLACE VIEW public_x402_resources WITH (security_barrier) AS
  SELECT r.id, u.username, u.display_name, r.slug, r.name, r.description, r.category,
         r.resource_type, r.price_usdc, r.networks, r.supports_refunds,
         r.public_inputs AS parameters,
         coalesce(r.pt_model, 'openrouter:' || r.openrouter_model_id) AS model,
         coalesce(r.pt_allows_user_message, false) AS allows_user_message,
         coalesce(s.calls, 0) AS calls, r.published_at,
         CASE WHEN s.measured_at > now() - interval '1 day' THEN s.recent_runs ELSE 0 END
           AS recent_runs,
         CASE WHEN s.measured_at > now() - interval '1 day' AND s.recent_runs > 0
              THEN s.recent_successes::double precision / s.recent_runs END AS success_rate${more}
    FROM x402_resources r
    JOIN users u ON u.id = r.owner_id
    LEFT JOIN resource_stats s ON s.resource_id = r.id
   WHERE r.status = 'published' AND u.username IS NOT NULL`;

/** How calls are charged by what they used, as part of what an offer names; null for a fixed price. */
export class PricesByUse1764600000420 implements MigrationInterface {
  readonly name = 'PricesByUse1764600000420';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE x402_resources ADD COLUMN usage_price jsonb`);
    await query.query(`ALTER TABLE resource_versions ADD COLUMN usage_price jsonb`);
    await query.query(`GRANT UPDATE (usage_price) ON x402_resources TO coinslot_as_user`);
    await query.query(VIEW(', r.usage_price'));
  }

  async down(query: QueryRunner): Promise<void> {
    // Nobody is charged a maximum that was meant to be one: what was sold by use goes off sale.
    await query.query(`
      UPDATE resource_versions SET superseded_at = '-infinity' WHERE usage_price IS NOT NULL;
      UPDATE x402_resources SET status = 'unpublished'
        WHERE usage_price IS NOT NULL AND status = 'published'`);
    await query.query(`DROP VIEW public_x402_resources`);
    await query.query(VIEW(''));
    await query.query(`GRANT SELECT ON public_x402_resources TO coinslot_as_storefront`);
    await query.query(`ALTER TABLE x402_resources DROP COLUMN usage_price`);
    await query.query(`ALTER TABLE resource_versions DROP COLUMN usage_price`);
  }
}
