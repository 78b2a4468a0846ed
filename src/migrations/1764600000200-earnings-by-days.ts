import type { MigrationInterface, QueryRunner } from 'typeorm';

const RIGHTS = 'SECURITY DEFINER SET search_path = public, pg_temp';

/** Journals of whoever asks that are in no day yet. */
const UNFOLDED = `
  CREATE FUNCTION own_unfolded_journals() RETURNS TABLE (journal_id uuid, kind text)
    LANGUAGE sql STABLE ROWS 100 ${RIGHTS} AS $$
      SELECT u.journal_id, u.kind FROM unfolded_journals u
       WHERE EXISTS (SELECT FROM ledger_entries e WHERE e.journal_id = u.journal_id
         AND e.kind = u.kind AND e.owner_id = app_user())
    $$`;

/** Has the days of UTC of whoever asks built, if they are not, and kept. */
const KEEP = `
  CREATE FUNCTION keep_own_days() RETURNS void LANGUAGE sql ${RIGHTS} AS $$
      INSERT INTO figure_zones (owner_id, tz) SELECT id, 'UTC' FROM users WHERE id = app_user()
        ON CONFLICT (owner_id, tz) DO UPDATE SET asked_at = now()
    $$`;

/** Whoever sums up their earnings reads days that are kept of them, and not every line of the ledger. */
export class EarningsByDays1764600000200 implements MigrationInterface {
  readonly name = 'EarningsByDays1764600000200';

  async up(query: QueryRunner): Promise<void> {
    for (const each of [UNFOLDED, KEEP]) await query.query(each);
    await query.query(`
      REVOKE EXECUTE ON FUNCTION own_unfolded_journals, keep_own_days FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION own_unfolded_journals, keep_own_days TO coinslot_as_user`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP FUNCTION own_unfolded_journals, keep_own_days`);
  }
}
