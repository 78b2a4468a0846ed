import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the answer of a resource of type `prompt` is checked; its prompt stands where templates' do. */
export class Prompts1764000009600 implements MigrationInterface {
  readonly name = 'Prompts1764000009600';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE x402_resources
        ADD COLUMN output_format text CHECK (output_format IN ('raw', 'json')),
        ADD COLUMN output_schema jsonb CHECK (jsonb_typeof(output_schema) = 'object'),
        ADD CONSTRAINT x402_resources_prompt CHECK (resource_type <> 'prompt'
          OR num_nulls(pt_system_prompt, pt_model, pt_max_tokens, pt_allows_user_message,
            output_format) = 0)`);
    await query.query(`
      GRANT UPDATE (output_format, output_schema) ON x402_resources TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    // Nothing could run them any more.
    await query.query(`DELETE FROM x402_resources WHERE resource_type = 'prompt'`);
    await query.query(`
      ALTER TABLE x402_resources DROP CONSTRAINT x402_resources_prompt,
        DROP COLUMN output_format, DROP COLUMN output_schema`);
  }
}
