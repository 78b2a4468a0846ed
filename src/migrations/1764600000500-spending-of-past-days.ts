import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What resources spent on past days stood there for ever, though only the present day is limited. */
export class SpendingOfPastDays1764600000500 implements MigrationInterface {
  readonly name = 'SpendingOfPastDays1764600000500';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`GRANT DELETE ON resource_spending TO coinslot_as_execution`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`REVOKE DELETE ON resource_spending FROM coinslot_as_execution`);
  }
}
