import type { MigrationInterface, QueryRunner } from 'typeorm';

const BUILT_IN = `resource_type IN
  ('external', 'proxy', 'prompt', 'static', 'prompt_template', 'openrouter_instant')`;

/**
 * Types of other teams need no migration: their names begin with `x_`, which no type of ours ever
 * does, and their configuration is kept as JSON.
 */
export class ExtensionTypes1764000010200 implements MigrationInterface {
  readonly name = 'ExtensionTypes1764000010200';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE x402_resources
        DROP CONSTRAINT x402_resources_resource_type_check,
        ADD COLUMN type_config jsonb CHECK (jsonb_typeof(type_config) = 'object'),
        ADD CONSTRAINT x402_resources_resource_type_check
          CHECK (${BUILT_IN} OR resource_type ~ '^x_[a-z0-9_]{1,38}$'),
        ADD CONSTRAINT x402_resources_type_config
          CHECK ((resource_type LIKE 'x\\_%') = (type_config IS NOT NULL))`);
    await query.query(`GRANT UPDATE (type_config) ON x402_resources TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    // Nothing could run them any more.
    await query.query(`DELETE FROM x402_resources WHERE NOT (${BUILT_IN})`);
    await query.query(`
      ALTER TABLE x402_resources
        DROP CONSTRAINT x402_resources_type_config,
        DROP CONSTRAINT x402_resources_resource_type_check,
        DROP COLUMN type_config,
        ADD CONSTRAINT x402_resources_resource_type_check CHECK (${BUILT_IN})`);
  }
}
