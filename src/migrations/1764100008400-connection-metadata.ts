import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is kept of an account is small, whatever a provider answers. */
export class ConnectionMetadata1764100008400 implements MigrationInterface {
  readonly name = 'ConnectionMetadata1764100008400';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE connections ADD CONSTRAINT connections_metadata_size
        CHECK (octet_length(metadata::text) <= 65536)`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE connections DROP CONSTRAINT connections_metadata_size`);
  }
}
