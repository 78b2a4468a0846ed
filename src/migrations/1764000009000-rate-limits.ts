import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests counted per caller, for all replicas together. The counts are worth nothing after a
 * crash, so they are not written to the log; callers are kept as digests only.
 */
export class RateLimits1764000009000 implements MigrationInterface {
  readonly name = 'RateLimits1764000009000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE UNLOGGED TABLE rate_limits (
        policy text NOT NULL CHECK (policy ~ '^[a-z_]{1,40}$'),
        caller bytea NOT NULL CHECK (octet_length(caller) = 32),
        hits integer NOT NULL CHECK (hits > 0),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (policy, caller)
      )`);
    await query.query(`CREATE INDEX rate_limits_expires_at ON rate_limits (expires_at)`);
    await query.query(`ALTER TABLE rate_limits ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY rate_limits_count ON rate_limits TO coinslot_app
        USING ((SELECT app_service()) = 'rate_limits')
        WITH CHECK ((SELECT app_service()) = 'rate_limits')`);
    await query.query(`
      GRANT SELECT, INSERT, UPDATE (hits, expires_at), DELETE ON rate_limits TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE rate_limits`);
  }
}
