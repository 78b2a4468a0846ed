import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `%I` quotes the name of the database, which is the operator's. */
const ON_THIS_DATABASE = (change: string) => `
  DO $$ BEGIN EXECUTE format('${change}', current_database()); END $$`;

/**
 * PostgreSQL lets everybody make temporary tables, which stand before all others in the search path: a
 * session that is led astray could put its own in the place of a table, and fill the disk. The server needs
 * none. A role that does not own the database changes nothing here, and PostgreSQL warns of it.
 */
export class NoTemporaryTables1764100009100 implements MigrationInterface {
  readonly name = 'NoTemporaryTables1764100009100';

  async up(query: QueryRunner): Promise<void> {
    await query.query(ON_THIS_DATABASE('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC'));
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(ON_THIS_DATABASE('GRANT TEMPORARY ON DATABASE %I TO PUBLIC'));
  }
}
