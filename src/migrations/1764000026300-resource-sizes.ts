import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that hold what creators write, as long as they like. */
const TEXTS = ['name', 'description', 'static_content', 'pt_system_prompt'];
const JSONS = ['pt_parameters', 'output_schema', 'openrouter_config', 'type_config'];

const SIZE = [...TEXTS, ...JSONS.map((column) => `${column}::text`)]
  .map((text) => `coalesce(octet_length(${text}), 0)`)
  .join(' + ');

/** How large a resource is, in bytes: what an account stores is bounded. */
export class ResourceSizes1764000026300 implements MigrationInterface {
  readonly name = 'ResourceSizes1764000026300';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE x402_resources
        ADD COLUMN size_bytes integer NOT NULL GENERATED ALWAYS AS (${SIZE}) STORED`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE x402_resources DROP COLUMN size_bytes`);
  }
}
