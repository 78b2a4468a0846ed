import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many different usernames an account can have had. */
const MOST = 10;

/**
 * Every username and who had it first: a name that was given up, or whose account is gone, is
 * nobody else's, since buyers know the addresses that begin with it. A trigger keeps it, whoever
 * writes.
 */
export class Usernames1764000026200 implements MigrationInterface {
  readonly name = 'Usernames1764000026200';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE usernames (
        username text PRIMARY KEY,
        user_id uuid REFERENCES users ON DELETE SET NULL,
        taken_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    await query.query(`CREATE INDEX usernames_user_id ON usernames (user_id)`);
    await query.query(`
      INSERT INTO usernames (username, user_id)
      SELECT username, id FROM users WHERE username IS NOT NULL`);
    await query.query(`ALTER TABLE usernames ENABLE ROW LEVEL SECURITY`);
    // The row of the user is locked by its own change, so that names are counted one after another.
    await query.query(`
      CREATE FUNCTION keep_username() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $$
      DECLARE first_owner uuid;
      BEGIN
        INSERT INTO usernames (username, user_id) VALUES (NEW.username, NEW.id)
          ON CONFLICT (username) DO NOTHING;
        IF NOT FOUND THEN
          SELECT user_id INTO first_owner FROM usernames WHERE username = NEW.username;
          IF first_owner IS DISTINCT FROM NEW.id THEN
            RAISE EXCEPTION 'the username % was taken before', NEW.username
              USING ERRCODE = 'unique_violation', CONSTRAINT = 'users_username';
          END IF;
        ELSIF (SELECT count(*) FROM usernames WHERE user_id = NEW.id) > ${MOST} THEN
          RAISE EXCEPTION 'an account can have had ${MOST} usernames'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usernames_of_user';
        END IF;
        RETURN NULL;
      END $$`);
    await query.query(`
      CREATE TRIGGER users_keep_username AFTER INSERT OR UPDATE OF username ON users
        FOR EACH ROW WHEN (NEW.username IS NOT NULL) EXECUTE FUNCTION keep_username()`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TRIGGER users_keep_username ON users`);
    await query.query(`DROP FUNCTION keep_username`);
    await query.query(`DROP TABLE usernames`);
  }
}
