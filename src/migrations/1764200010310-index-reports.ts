import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What indexes said last of resources on sale, for their owners: a row for each index. */
export class IndexReports1764200010310 implements MigrationInterface {
  readonly name = 'IndexReports1764200010310';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE index_reports (
        resource_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        told_by text NOT NULL CHECK (char_length(told_by) <= 300),
        status text NOT NULL CHECK (status IN ('indexed', 'processing', 'rejected')),
        reason text CHECK (char_length(reason) <= 300),
        told_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (resource_id, told_by),
        FOREIGN KEY (resource_id, owner_id) REFERENCES x402_resources (id, owner_id)
          ON DELETE CASCADE
      )`);
    await query.query(`
      ALTER TABLE index_reports ENABLE ROW LEVEL SECURITY;
      CREATE POLICY index_reports_owner ON index_reports FOR SELECT TO coinslot_as_user
        USING (owner_id = (SELECT app_user()));
      CREATE POLICY index_reports_storefront ON index_reports TO coinslot_as_storefront USING (true)`);
    await query.query(`
      GRANT SELECT ON index_reports TO coinslot_as_user;
      GRANT SELECT, INSERT (resource_id, owner_id, told_by, status, reason),
        UPDATE (status, reason, told_at) ON index_reports TO coinslot_as_storefront`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE index_reports`);
  }
}
