import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Contents that are too large for the row of their call, in pieces. Each run of a call writes a content
 * of its own, so that pieces of two runs never mix; the result names the one that was sold.
 */
export class ResultChunks1764000010100 implements MigrationInterface {
  readonly name = 'ResultChunks1764000010100';

  async up(query: QueryRunner): Promise<void> {
    // A plain id of the call: that row belongs to the payments, and outlives what was bought.
    await query.query(`
      CREATE TABLE result_contents (
        id uuid PRIMARY KEY,
        call_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        check_at timestamptz NOT NULL DEFAULT now() + interval '1 hour'
      )`);
    await query.query(`CREATE INDEX result_contents_due ON result_contents (check_at)`);
    await query.query(`
      CREATE TABLE result_chunks (
        content_id uuid NOT NULL REFERENCES result_contents (id) ON DELETE CASCADE,
        position integer NOT NULL CHECK (position >= 0),
        bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 1048576),
        PRIMARY KEY (content_id, position)
      )`);
    // What is worth megabytes is mostly compressed already; trying again costs processor time.
    await query.query(`ALTER TABLE result_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL`);
    for (const table of ['result_contents', 'result_chunks']) {
      await query.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await query.query(`
        CREATE POLICY ${table}_execution ON ${table} TO coinslot_app
          USING ((SELECT app_service()) = 'execution')
          WITH CHECK ((SELECT app_service()) = 'execution')`);
    }
    // Chunks are written once, and go with their content.
    await query.query(`GRANT SELECT, INSERT ON result_chunks TO coinslot_app`);
    await query.query(`
      GRANT SELECT, DELETE, INSERT (id, call_id), UPDATE (check_at)
        ON result_contents TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE result_chunks, result_contents`);
  }
}
