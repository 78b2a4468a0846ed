import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The service that gathers figures may look into the schema; each table says what of it. */
export class InsightsRole1764100010000 implements MigrationInterface {
  readonly name = 'InsightsRole1764100010000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`GRANT USAGE ON SCHEMA public TO coinslot_as_insights`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`REVOKE USAGE ON SCHEMA public FROM coinslot_as_insights`);
  }
}
