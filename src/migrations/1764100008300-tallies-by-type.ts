import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers that add up to how many entries a category has, told apart by `columns`. */
async function tallyBy(query: QueryRunner, columns: readonly string[]): Promise<void> {
  const values = (row: string) => columns.map((column) => `${row}.${column}`).join(', ');
  await query.query(`
    CREATE OR REPLACE FUNCTION tally_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN
        INSERT INTO catalogue_tallies (${columns.join(', ')}, entries) VALUES (${values('OLD')}, -1);
      END IF;
      IF TG_OP <> 'DELETE' THEN
        INSERT INTO catalogue_tallies (${columns.join(', ')}, entries) VALUES (${values('NEW')}, 1);
      END IF;
      RETURN NULL;
    END $$`);
}

/**
 * A server may not have the type of a resource that was published with it: it counts those that it can
 * sell. The type of a resource never changes.
 */
export class TalliesByType1764100008300 implements MigrationInterface {
  readonly name = 'TalliesByType1764100008300';

  async up(query: QueryRunner): Promise<void> {
    // Whoever publishes waits, so that nothing is counted twice or not at all.
    await query.query(`LOCK TABLE catalogue_entries IN SHARE ROW EXCLUSIVE MODE`);
    await query.query(`DELETE FROM catalogue_tallies`);
    await query.query(`ALTER TABLE catalogue_tallies ADD COLUMN resource_type text NOT NULL`);
    await query.query(`
      INSERT INTO catalogue_tallies (category, resource_type, entries)
        SELECT category, resource_type, count(*) FROM catalogue_entries GROUP BY 1, 2`);
    await query.query(`
      GRANT INSERT (resource_type) ON catalogue_tallies TO coinslot_as_storefront`);
    await tallyBy(query, ['category', 'resource_type']);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`LOCK TABLE catalogue_entries IN SHARE ROW EXCLUSIVE MODE`);
    await tallyBy(query, ['category']);
    await query.query(`ALTER TABLE catalogue_tallies DROP COLUMN resource_type`);
  }
}
