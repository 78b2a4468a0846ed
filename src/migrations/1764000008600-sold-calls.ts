import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sold calls are noted one row each and counted by a job: counting in place, every call of one
 * resource waited for the one before it to reach the disk.
 */
export class SoldCalls1764000008600 implements MigrationInterface {
  readonly name = 'SoldCalls1764000008600';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE sold_calls (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        resource_id uuid NOT NULL
      )`);
    await query.query(`ALTER TABLE sold_calls ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY sold_calls_note ON sold_calls FOR INSERT TO coinslot_app
        WITH CHECK ((SELECT app_service()) IN ('execution', 'payments'))`);
    for (const action of ['SELECT', 'DELETE']) {
      await query.query(`
        CREATE POLICY sold_calls_count_${action} ON sold_calls FOR ${action} TO coinslot_app
          USING ((SELECT app_service()) = 'storefront')`);
    }
    await query.query(`
      GRANT SELECT, INSERT (resource_id), DELETE ON sold_calls TO coinslot_app`);
    await query.query(`
      ALTER POLICY resource_stats_count ON resource_stats
        USING ((SELECT app_service()) = 'storefront')`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      INSERT INTO resource_stats (resource_id, calls)
        SELECT resource_id, count(*) FROM sold_calls GROUP BY resource_id
        ON CONFLICT (resource_id) DO UPDATE SET calls = resource_stats.calls + excluded.calls`);
    await query.query(`
      ALTER POLICY resource_stats_count ON resource_stats
        USING ((SELECT app_service()) IN ('execution', 'payments'))`);
    await query.query(`DROP TABLE sold_calls`);
  }
}
