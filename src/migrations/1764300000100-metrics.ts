import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the service that counts for operators sees of each table: of which rows, and which columns. */
const SEEN = [
  ['payment_claims', 'ended_at IS NULL', 'status, created_at, first_asked_at, ended_at'],
  ['pending_notes', 'true', 'created_at'],
  ['outbox', 'handed_at IS NULL', 'created_at, handed_at'],
  ['event_deliveries', 'true', 'dead_at'],
  ['webhook_endpoints', 'true', 'status, next_at, open_count, disabled_reason'],
  ['connections', 'refresh_failing_since IS NOT NULL', 'refresh_failing_since'],
] as const;

/** A service that counts what waits, so that operators notice: it sees times and statuses, and nobody's name. */
export class Metrics1764300000100 implements MigrationInterface {
  readonly name = 'Metrics1764300000100';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`GRANT USAGE ON SCHEMA public TO coinslot_as_metrics`);
    for (const [table, rows, columns] of SEEN) {
      await query.query(`
        CREATE POLICY ${table}_metrics ON ${table} FOR SELECT TO coinslot_as_metrics USING (${rows})`);
      await query.query(`GRANT SELECT (${columns}) ON ${table} TO coinslot_as_metrics`);
    }
    await query.query(`
      CREATE INDEX connections_refresh_failing ON connections (refresh_failing_since)
        WHERE refresh_failing_since IS NOT NULL`);
    await query.query(`
      CREATE INDEX webhook_endpoints_stopped ON webhook_endpoints (disabled_reason)
        WHERE disabled_reason IN ('gone', 'failing')`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP INDEX webhook_endpoints_stopped, connections_refresh_failing`);
    for (const [table] of SEEN) {
      await query.query(`DROP POLICY ${table}_metrics ON ${table}`);
      await query.query(`REVOKE ALL ON ${table} FROM coinslot_as_metrics`);
    }
    await query.query(`REVOKE USAGE ON SCHEMA public FROM coinslot_as_metrics`);
  }
}
