import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a resource of type `static` sells. */
export class StaticContent1764000009300 implements MigrationInterface {
  readonly name = 'StaticContent1764000009300';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE x402_resources
        ADD COLUMN static_content text,
        ADD COLUMN static_encoding text CHECK (static_encoding IN ('text', 'base64')),
        ADD COLUMN static_mime_type text CHECK (char_length(static_mime_type) <= 200),
        ADD COLUMN static_filename text CHECK (char_length(static_filename) <= 200),
        ADD CONSTRAINT x402_resources_static CHECK (resource_type <> 'static'
          OR num_nulls(static_content, static_encoding, static_mime_type) = 0)`);
    await query.query(`
      GRANT UPDATE (static_content, static_encoding, static_mime_type, static_filename)
        ON x402_resources TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    // Nothing could run them any more.
    await query.query(`DELETE FROM x402_resources WHERE resource_type = 'static'`);
    await query.query(`
      ALTER TABLE x402_resources DROP CONSTRAINT x402_resources_static,
        DROP COLUMN static_content, DROP COLUMN static_encoding,
        DROP COLUMN static_mime_type, DROP COLUMN static_filename`);
  }
}
