import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  'refresh_token_expires_at',
  'refresh_due_at',
  'refresh_attempts',
  'refresh_failing_since',
  'refresh_lease',
  'refresh_lease_until',
].join(', ');

/**
 * When a connection's access is to be renewed, how often that failed, and who is at it. The service that
 * looks for what is due sees when that is, and neither secrets nor what is known of an account.
 */
export class TokenRenewal1764100008800 implements MigrationInterface {
  readonly name = 'TokenRenewal1764100008800';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      ALTER TABLE connections
        ADD COLUMN refresh_token_expires_at timestamptz,
        ADD COLUMN refresh_due_at timestamptz,
        ADD COLUMN refresh_attempts integer NOT NULL DEFAULT 0 CHECK (refresh_attempts >= 0),
        ADD COLUMN refresh_failing_since timestamptz,
        ADD COLUMN refresh_lease uuid,
        ADD COLUMN refresh_lease_until timestamptz,
        ADD CONSTRAINT connections_refresh_lease_check
          CHECK ((refresh_lease IS NULL) = (refresh_lease_until IS NULL))`);
    await query.query(`
      CREATE INDEX connections_refresh_due ON connections (refresh_due_at)
        WHERE refresh_due_at IS NOT NULL`);
    await query.query(`
      CREATE POLICY connections_refresh ON connections TO coinslot_as_refresh
        USING (refresh_due_at IS NOT NULL);
      GRANT SELECT (id, user_id, provider, status, refresh_due_at, refresh_lease, refresh_lease_until),
        UPDATE (refresh_lease, refresh_lease_until) ON connections TO coinslot_as_refresh;
      GRANT INSERT (${COLUMNS}), UPDATE (${COLUMNS}) ON connections TO coinslot_as_user;
      GRANT USAGE ON SCHEMA public TO coinslot_as_refresh`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP POLICY connections_refresh ON connections;
      REVOKE ALL ON connections FROM coinslot_as_refresh;
      REVOKE USAGE ON SCHEMA public FROM coinslot_as_refresh`);
    for (const column of COLUMNS.split(', ')) {
      await query.query(`ALTER TABLE connections DROP COLUMN ${column}`);
    }
  }
}
