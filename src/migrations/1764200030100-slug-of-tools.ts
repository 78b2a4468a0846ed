import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Resources of the slug `mcp` get another one, `mcp-2` if it is free: under their address a creator's tools answer,
 * and nobody could call them there. An owner has at most 2,000 resources that are not archived.
 */
export class SlugOfTools1764200030100 implements MigrationInterface {
  readonly name = 'SlugOfTools1764200030100';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      UPDATE x402_resources r SET slug = 'mcp-' || (
          SELECT min(n) FROM generate_series(2, 2002) n WHERE NOT EXISTS (
            SELECT FROM x402_resources o
             WHERE o.owner_id = r.owner_id AND o.status <> 'archived' AND o.slug = 'mcp-' || n))
       WHERE slug = 'mcp' AND status <> 'archived'`);
  }

  /** The new slugs are as good as the old ones. */
  async down(): Promise<void> {}
}
