import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nothing asks for the setting `app.service` any more. Which columns a service may change is told by
 * the grants of its role, no longer by triggers.
 */
export class NoServiceSetting1764100005000 implements MigrationInterface {
  readonly name = 'NoServiceSetting1764100005000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`DROP TRIGGER connections_execution ON connections`);
    await query.query(`DROP TRIGGER credentials_maintenance ON credentials`);
    await query.query(`DROP FUNCTION allow_changes_only_to`);
    // A table that somebody else made may still have policies that ask for it: they let nobody in.
    await query.query(`
      DO $$ BEGIN
        DROP FUNCTION app_service;
      EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
      END $$`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE OR REPLACE FUNCTION app_service() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.service', true), '')`);
    await query.query(`
      CREATE FUNCTION allow_changes_only_to() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF to_jsonb(NEW) - TG_ARGV[0:] IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV[0:] THEN
          RAISE insufficient_privilege
            USING MESSAGE = format('the %s service may not change these columns of %s', app_service(), TG_TABLE_NAME);
        END IF;
        RETURN NEW;
      END $$`);
    await query.query(`
      CREATE TRIGGER connections_execution BEFORE UPDATE ON connections
        FOR EACH ROW WHEN (app_service() = 'execution')
        EXECUTE FUNCTION allow_changes_only_to('status', 'verification', 'last_error', 'last_error_at', 'updated_at')`);
    await query.query(`
      CREATE TRIGGER credentials_maintenance BEFORE UPDATE ON credentials
        FOR EACH ROW WHEN (app_service() = 'maintenance')
        EXECUTE FUNCTION allow_changes_only_to('kid', 'wrapped_key', 'updated_at')`);
  }
}
