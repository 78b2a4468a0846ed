import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A key is stored under every id that a provider may have: hyphens were allowed to providers and refused
 * to their keys. The server has the same rule and does not start with another id.
 */
export class ProviderIds1764100008100 implements MigrationInterface {
  readonly name = 'ProviderIds1764100008100';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE connections DROP CONSTRAINT connections_provider_check,
        ADD CONSTRAINT connections_provider_check CHECK (provider ~ '^[a-z][a-z0-9_-]{0,31}$')`);
  }

  /** Keys that are stored meanwhile stay: the rule of before holds for new ones only. */
  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE connections DROP CONSTRAINT connections_provider_check,
        ADD CONSTRAINT connections_provider_check CHECK (provider ~ '^[a-z][a-z0-9_]{0,39}$') NOT VALID`);
  }
}
