import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many different usernames an account can have had. */
const MOST = 10;

/** A username without what is hard to see in it: separators at its ends, and those after another. */
const LOOK = (name: string) => `regexp_replace(trim(both '_' from ${name}), '__+', '_', 'g')`;

const WITHOUT_LOOKS = `
  IF NOT is_new THEN
    SELECT user_id INTO first_owner FROM usernames WHERE username = NEW.username;
    IF first_owner IS DISTINCT FROM NEW.id THEN
      RAISE EXCEPTION 'the username % was taken before', NEW.username
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'users_username';
    END IF;
  ELSIF (SELECT count(*) FROM usernames WHERE user_id = NEW.id) > ${MOST} THEN
    RAISE EXCEPTION 'an account can have had ${MOST} usernames'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'usernames_of_user';
  END IF;
  RETURN NULL;`;

// A name that is not new to its user is theirs, whatever it looks like.
const WITH_LOOKS = WITHOUT_LOOKS.replace(
  '  RETURN NULL;',
  `
  IF is_new THEN
    INSERT INTO username_looks (look, user_id) VALUES (${LOOK('NEW.username')}, NEW.id)
      ON CONFLICT (look) DO NOTHING;
    SELECT user_id INTO first_owner FROM username_looks WHERE look = ${LOOK('NEW.username')};
    IF first_owner IS DISTINCT FROM NEW.id THEN
      RAISE EXCEPTION 'the username % looks like one that was taken before', NEW.username
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'username_looks_pkey';
    END IF;
  END IF;
  RETURN NULL;`,
);

/**
 * Names that differ only by underscores that are hard to see (at an end, or doubled) are one name:
 * whoever had one of them first has them all. Who had such a name before keeps it.
 */
export class UsernameLooks1764050000000 implements MigrationInterface {
  readonly name = 'UsernameLooks1764050000000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE TABLE username_looks (
        look text PRIMARY KEY,
        user_id uuid REFERENCES users ON DELETE SET NULL
      )`);
    await query.query(`CREATE INDEX username_looks_user_id ON username_looks (user_id)`);
    await query.query(`
      INSERT INTO username_looks (look, user_id)
      SELECT DISTINCT ON (look) look, user_id
        FROM (SELECT ${LOOK('username')} AS look, * FROM usernames) named
       ORDER BY look, taken_at, username = look DESC, username`);
    await query.query(`ALTER TABLE username_looks ENABLE ROW LEVEL SECURITY`);
    await keepUsernames(query, WITH_LOOKS);
  }

  async down(query: QueryRunner): Promise<void> {
    await keepUsernames(query, WITHOUT_LOOKS);
    await query.query(`DROP TABLE username_looks`);
  }
}

/** @param then what comes after the name was noted; `is_new` says whether it was */
async function keepUsernames(query: QueryRunner, then: string): Promise<void> {
  // The row of the user is locked by its own change, so that names are counted one after another.
  await query.query(`
    CREATE OR REPLACE FUNCTION keep_username() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
    DECLARE first_owner uuid; is_new boolean;
    BEGIN
      INSERT INTO usernames (username, user_id) VALUES (NEW.username, NEW.id)
        ON CONFLICT (username) DO NOTHING;
      is_new := FOUND;
      ${then}
    END $$`);
}
