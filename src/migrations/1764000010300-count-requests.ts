import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counts a request in one round trip: public lists are read so often that a transaction with a
 * context of its own would cost more than what is asked for. SECURITY DEFINER: it sees the table of
 * counts without one, and nobody can write a count in another way.
 */
export class CountRequests1764000010300 implements MigrationInterface {
  readonly name = 'CountRequests1764000010300';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION count_request(of_policy text, by_caller bytea, ends timestamptz,
          present timestamptz, most integer)
        RETURNS TABLE (hits integer, expires_at timestamptz) LANGUAGE sql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
        INSERT INTO rate_limits AS counted (policy, caller, hits, expires_at)
          VALUES (of_policy, by_caller, 1, ends)
          ON CONFLICT (policy, caller) DO UPDATE SET
            hits = CASE WHEN counted.expires_at > present THEN least(counted.hits, most) + 1 ELSE 1 END,
            expires_at = CASE WHEN counted.expires_at > present THEN counted.expires_at ELSE ends END
          RETURNING counted.hits, counted.expires_at
      $$`);
    await query.query(`REVOKE EXECUTE ON FUNCTION count_request FROM PUBLIC`);
    await query.query(`GRANT EXECUTE ON FUNCTION count_request TO coinslot_app`);
    await query.query(`REVOKE INSERT ON rate_limits FROM coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`GRANT INSERT ON rate_limits TO coinslot_app`);
    await query.query(`DROP FUNCTION count_request`);
  }
}
