import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A connection with a new credential may be one to another account. In the same transaction its figures
 * count as not read, and whoever reads with the former credential can keep nothing any more.
 */
export class FiguresOfANewCredential1764100010700 implements MigrationInterface {
  readonly name = 'FiguresOfANewCredential1764100010700';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION doubt_provider_figures() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
      BEGIN
        UPDATE provider_collections SET status = 'waiting', reason = NULL, failures = 0,
          synced_at = NULL, lease = NULL, lease_until = NULL, due_at = now()
         WHERE connection_id = NEW.id;
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION doubt_provider_figures FROM PUBLIC;
      CREATE TRIGGER connections_doubt_figures AFTER UPDATE OF connected_at ON connections
        FOR EACH ROW WHEN (NEW.connected_at IS DISTINCT FROM OLD.connected_at)
        EXECUTE FUNCTION doubt_provider_figures()`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP TRIGGER connections_doubt_figures ON connections;
      DROP FUNCTION doubt_provider_figures`);
  }
}
