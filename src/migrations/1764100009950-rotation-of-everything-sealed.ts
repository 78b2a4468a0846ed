import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is sealed beside credentials: PKCE's verifiers, and tokens that providers have yet to end. */
const TABLES = [
  ['oauth_states', 'state_hash'],
  ['token_revocations', 'id'],
] as const;

/**
 * A change of the master key moves everything that is sealed: the maintenance service wraps data keys of
 * these tables anew as well, and sees no more of them than it does of credentials.
 */
export class RotationOfEverythingSealed1764100009950 implements MigrationInterface {
  readonly name = 'RotationOfEverythingSealed1764100009950';

  async up(query: QueryRunner): Promise<void> {
    for (const [table, key] of TABLES) {
      await query.query(`
        CREATE POLICY ${table}_maintenance ON ${table} TO coinslot_as_maintenance USING (true);
        GRANT SELECT (${key}, kid, wrapped_key), UPDATE (kid, wrapped_key) ON ${table}
          TO coinslot_as_maintenance`);
    }
  }

  async down(query: QueryRunner): Promise<void> {
    for (const [table] of TABLES) {
      await query.query(`
        DROP POLICY ${table}_maintenance ON ${table};
        REVOKE ALL ON ${table} FROM coinslot_as_maintenance`);
    }
  }
}
