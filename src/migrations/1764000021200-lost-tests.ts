import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the test runs whose process died without reading all others. */
export class LostTests1764000021200 implements MigrationInterface {
  readonly name = 'LostTests1764000021200';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE INDEX executions_running_tests ON executions (started_at)
        WHERE is_test AND status = 'running'`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP INDEX executions_running_tests`);
  }
}
