import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What creators sold, as Acme saw it: users see their own, the service `x_acme` adds rows. */
export class Sales1767200000000 implements MigrationInterface {
  readonly name = 'Sales1767200000000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE x_acme.sales (
        event_id bigint PRIMARY KEY,
        owner_id uuid NOT NULL,
        call_id uuid NOT NULL,
        amount text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    await query.query(`CREATE INDEX sales_owner ON x_acme.sales (owner_id, event_id DESC)`);
    await query.query(`ALTER TABLE x_acme.sales ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY sales_owner ON x_acme.sales TO coinslot_as_user
        USING (owner_id = (SELECT app_user()))`);
    await query.query(`GRANT SELECT ON x_acme.sales TO coinslot_as_user`);
    await query.query(`
      CREATE POLICY sales_acme ON x_acme.sales FOR INSERT TO coinslot_as_x_acme
        WITH CHECK (true)`);
    await query.query(`
      GRANT INSERT (event_id, owner_id, call_id, amount) ON x_acme.sales TO coinslot_as_x_acme`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE x_acme.sales`);
  }
}
