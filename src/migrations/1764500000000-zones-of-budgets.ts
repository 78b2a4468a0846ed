import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Zones of budgets keep their place: whoever counts figures has to know them. */
export class ZonesOfBudgets1764500000000 implements MigrationInterface {
  readonly name = 'ZonesOfBudgets1764500000000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`GRANT SELECT (tz) ON budgets TO coinslot_as_insights`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`REVOKE SELECT (tz) ON budgets FROM coinslot_as_insights`);
  }
}
