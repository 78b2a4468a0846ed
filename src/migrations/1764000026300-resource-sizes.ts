import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that hold what creators write, as long as they like. */
const TEXTS = ['name', 'description', 'static_content', 'pt_system_prompt'];
const JSONS = ['pt_parameters', 'output_schema', 'openrouter_config', 'type_config'];

const sizeOf = (row: string) =>
  [...TEXTS, ...JSONS.map((column) => `${column}::text`)]
    .map((text) => `coalesce(octet_length(${row}${text}), 0)`)
    .join(' + ');

/** How large a resource is, in bytes, whoever writes it: what an account stores is bounded. */
export class ResourceSizes1764000026300 implements MigrationInterface {
  readonly name = 'ResourceSizes1764000026300';

  async up(query: QueryRunner): Promise<void> {
    // Computed for all at once, without the triggers that an UPDATE would set off, then kept.
    await query.query(`
      ALTER TABLE x402_resources
        ADD COLUMN size_bytes integer NOT NULL GENERATED ALWAYS AS (${sizeOf('')}) STORED`);
    await query.query(`
      ALTER TABLE x402_resources ALTER COLUMN size_bytes DROP EXPRESSION,
        ALTER COLUMN size_bytes SET DEFAULT 0`);
    // A stored expression would be computed at every change, also of the status alone.
    await query.query(`
      CREATE FUNCTION measure_resource() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.size_bytes := ${sizeOf('NEW.')};
        RETURN NEW;
      END $$`);
    await query.query(`
      CREATE TRIGGER x402_resources_measure
        BEFORE INSERT OR UPDATE OF ${[...TEXTS, ...JSONS].join(', ')}, size_bytes
        ON x402_resources FOR EACH ROW EXECUTE FUNCTION measure_resource()`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TRIGGER x402_resources_measure ON x402_resources`);
    await query.query(`DROP FUNCTION measure_resource`);
    await query.query(`ALTER TABLE x402_resources DROP COLUMN size_bytes`);
  }
}
