import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The last version of every secret, kept also when the secret is deleted, so that no version is used
 * twice and a row that was copied away earlier does not open once it is put back. A trigger writes
 * it, as nobody else may.
 */
export class CredentialVersions1764000026000 implements MigrationInterface {
  readonly name = 'CredentialVersions1764000026000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE credential_versions (
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        provider text NOT NULL,
        type text NOT NULL,
        version integer NOT NULL CHECK (version >= 1),
        PRIMARY KEY (user_id, provider, type)
      )`);
    await query.query(`
      INSERT INTO credential_versions (user_id, provider, type, version)
      SELECT user_id, provider, type, version FROM credentials`);
    await this.keepLast(query);
    await query.query(`ALTER TABLE credential_versions ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY credential_versions_read ON credential_versions FOR SELECT TO coinslot_app
        USING (user_id = (SELECT app_user()) OR (SELECT app_service()) = 'execution')`);
    await query.query(`GRANT SELECT ON credential_versions TO coinslot_app`);
  }

  /**
   * Whoever writes in the context of a user gets an error for a version that was used. A row that is
   * written without one, by the owner of the database, is let in and does not open.
   */
  private async keepLast(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE FUNCTION keep_credential_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
      BEGIN
        INSERT INTO credential_versions AS last (user_id, provider, type, version)
          VALUES (NEW.user_id, NEW.provider, NEW.type, NEW.version)
          ON CONFLICT (user_id, provider, type) DO UPDATE SET version = excluded.version
            WHERE last.version < excluded.version;
        IF NOT FOUND AND app_user() IS NOT NULL THEN
          RAISE EXCEPTION 'version % of this secret was used before', NEW.version
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $$`);
    await query.query(`
      CREATE TRIGGER credentials_keep_version AFTER INSERT OR UPDATE OF version ON credentials
        FOR EACH ROW EXECUTE FUNCTION keep_credential_version()`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TRIGGER credentials_keep_version ON credentials`);
    await query.query(`DROP FUNCTION keep_credential_version`);
    await query.query(`DROP TABLE credential_versions`);
  }
}
