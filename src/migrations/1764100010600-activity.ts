import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A user's events are read newest first, a page at a time. */
export class Activity1764100010600 implements MigrationInterface {
  readonly name = 'Activity1764100010600';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE INDEX outbox_of_user ON outbox (user_id, id);
      DROP INDEX outbox_user_id`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE INDEX outbox_user_id ON outbox (user_id);
      DROP INDEX outbox_of_user`);
  }
}
