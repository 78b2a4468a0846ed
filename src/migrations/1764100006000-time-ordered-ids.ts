import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables that grow with calls, and whose ids the database makes. */
const TABLES = ['settlements', 'x402_prompt_template_usage_logs', 'pending_notes'];

/**
 * Ids of rows that come with calls begin with their time (UUID version 7, RFC 9562): new ones stand
 * together at the end of an index, where random ones touch a page each. PostgreSQL has `uuidv7()`
 * from version 18 on. Rows that exist keep their ids.
 */
export class TimeOrderedIds1764100006000 implements MigrationInterface {
  readonly name = 'TimeOrderedIds1764100006000';

  async up(query: QueryRunner): Promise<void> {
    // 48 bits of milliseconds over a random UUID; bits 52 and 53 make its version 4 a 7.
    await query.query(`
      CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE RETURN
        encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
          substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
          FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid`);
    for (const table of TABLES) {
      await query.query(`ALTER TABLE ${table} ALTER COLUMN id SET DEFAULT uuid_v7()`);
    }
  }

  async down(query: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await query.query(`ALTER TABLE ${table} ALTER COLUMN id SET DEFAULT gen_random_uuid()`);
    }
    await query.query(`DROP FUNCTION uuid_v7`);
  }
}
