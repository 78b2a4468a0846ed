import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the priced route sold: the service `x_acme` adds rows, in the transaction that ends the call. */
export class Squares1767200000001 implements MigrationInterface {
  readonly name = 'Squares1767200000001';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE x_acme.squares (
        call_id uuid PRIMARY KEY,
        payer text NOT NULL,
        amount bigint NOT NULL, -- atomic USDC
        number integer NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    await query.query(`ALTER TABLE x_acme.squares ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY squares_acme ON x_acme.squares FOR INSERT TO coinslot_as_x_acme
        WITH CHECK (true)`);
    await query.query(`
      GRANT INSERT (call_id, payer, amount, number) ON x_acme.squares TO coinslot_as_x_acme`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE x_acme.squares`);
  }
}
