import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What every table stands on: the application's group role, the readers of the row-level security
 * context, the `updated_at` trigger and the outbox.
 */
export class Foundation1764000000000 implements MigrationInterface {
  readonly name = 'Foundation1764000000000';

  async up(query: QueryRunner): Promise<void> {
    // Roles belong to the whole server, so somebody may have made this one already.
    await query.query(`
      DO $$ BEGIN
        IF to_regrole('coinslot_app') IS NULL THEN
          CREATE ROLE coinslot_app NOLOGIN;
        END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$`);
    await query.query(`GRANT USAGE ON SCHEMA public TO coinslot_app`);

    // nullif: after a transaction that set it, the setting reads '' instead of null.
    await query.query(`
      CREATE FUNCTION app_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.user_id', true), '')::uuid`);
    await query.query(`
      CREATE FUNCTION app_service() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('app.service', true), '')`);
    await query.query(`
      CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.updated_at := now();
        RETURN NEW;
      END $$`);

    await query.query(`
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id uuid NOT NULL,
        type text NOT NULL CHECK (type ~ '^[a-z_]+\\.[a-z_]+$'),
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await query.query(`CREATE INDEX outbox_user_id ON outbox (user_id)`);
    await query.query(`ALTER TABLE outbox ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY outbox_write ON outbox FOR INSERT TO coinslot_app
        WITH CHECK (user_id = (SELECT app_user()) OR (SELECT app_service()) IN ('execution', 'payments'))`);
    await query.query(`
      CREATE POLICY outbox_read ON outbox FOR SELECT TO coinslot_app
        USING (user_id = (SELECT app_user()))`);
    await query.query(`GRANT SELECT, INSERT ON outbox TO coinslot_app`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE outbox`);
    await query.query(`DROP FUNCTION touch_updated_at, app_service, app_user`);
    await query.query(`REVOKE USAGE ON SCHEMA public FROM coinslot_app`);
  }
}
