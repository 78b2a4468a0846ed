import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `username, category, resource_type, price_usdc, networks, supports_refunds, calls,
  published_at, search`;
/** What becomes of a row of the public view; names weigh most and descriptions least. */
const SHOWN = `username, category, resource_type, price_usdc, networks, supports_refunds, calls,
  published_at,
  catalogue_vector(name, 'A') || catalogue_vector(username || ' ' || slug, 'B') ||
    catalogue_vector(category, 'C') || catalogue_vector(description, 'D')`;
/** The words of a name that typing errors are likely in. */
const WORDS = `SELECT DISTINCT word FROM public_x402_resources,
    unnest(tsvector_to_array(to_tsvector('simple', catalogue_words(name)))) AS word
  WHERE word ~ '^[^0-9]{3,}$'`;
const EXCLUDED = COLUMNS.replaceAll(/\w+/g, 'excluded.$&');

/**
 * An index of the public catalogue that can be searched and sorted. The application reads resources
 * under row-level security and through a security barrier, where PostgreSQL uses no index for
 * conditions that might leak what they compare, and full-text search is one of them. So everything
 * to search and sort by stands in a table that holds nothing but what the view shows, kept by
 * triggers. It has no row-level security because everybody may see every row of it.
 */
export class Catalogue1764000009105 implements MigrationInterface {
  readonly name = 'Catalogue1764000009105';

  async up(query: QueryRunner): Promise<void> {
    await createEntries(query);
    await createTallies(query);
    await keepEntries(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TRIGGER x402_resources_list ON x402_resources`);
    await query.query(`DROP TRIGGER users_list ON users`);
    await query.query(`DROP TRIGGER resource_stats_list ON resource_stats`);
    await query.query(`DROP FUNCTION list_changed_resource, list_renamed_user, list_counted_calls`);
    await query.query(`DROP FUNCTION list_resource, forget_catalogue_words`);
    await query.query(`DROP TABLE catalogue_entries, catalogue_tallies`);
    await query.query(`DROP FUNCTION tally_entry`);
    await query.query(`DELETE FROM catalogue_vocabulary`);
  }
}

async function createEntries(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE catalogue_entries (
      resource_id uuid PRIMARY KEY REFERENCES x402_resources ON DELETE CASCADE,
      username text NOT NULL,
      category text NOT NULL,
      resource_type text NOT NULL,
      price_usdc bigint NOT NULL,
      networks text[] NOT NULL,
      supports_refunds boolean NOT NULL,
      calls bigint NOT NULL,
      published_at timestamptz(3) NOT NULL,
      search tsvector NOT NULL
    )`);
  const indexes = {
    latest: '(published_at DESC, resource_id DESC)',
    popular: '(calls DESC, resource_id DESC)',
    price: '(price_usdc, resource_id)',
    username: '(username)',
    category: '(category)',
    type: '(resource_type)',
    networks: 'USING gin (networks)',
    search: 'USING gin (search)',
  };
  for (const [name, on] of Object.entries(indexes)) {
    await query.query(`CREATE INDEX catalogue_entries_${name} ON catalogue_entries ${on}`);
  }
  await query.query(`GRANT SELECT ON catalogue_entries TO coinslot_app`);
}

/** Numbers that add up to how many entries a category has: changes do not wait for each other. */
async function createTallies(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE catalogue_tallies (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      category text NOT NULL,
      entries integer NOT NULL
    )`);
  await query.query(`ALTER TABLE catalogue_tallies ENABLE ROW LEVEL SECURITY`);
  await query.query(`
    CREATE POLICY catalogue_tallies_storefront ON catalogue_tallies TO coinslot_app
      USING ((SELECT app_service()) = 'storefront')`);
  await query.query(`
    GRANT SELECT, INSERT (category, entries), DELETE ON catalogue_tallies TO coinslot_app`);
  await query.query(`
    CREATE FUNCTION tally_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN
        INSERT INTO catalogue_tallies (category, entries) VALUES (OLD.category, -1);
      END IF;
      IF TG_OP <> 'DELETE' THEN
        INSERT INTO catalogue_tallies (category, entries) VALUES (NEW.category, 1);
      END IF;
      RETURN NULL;
    END $$`);
  await query.query(`
    CREATE TRIGGER catalogue_entries_tally AFTER INSERT OR DELETE ON catalogue_entries
      FOR EACH ROW EXECUTE FUNCTION tally_entry()`);
  await query.query(`
    CREATE TRIGGER catalogue_entries_retally AFTER UPDATE OF category ON catalogue_entries
      FOR EACH ROW WHEN (OLD.category <> NEW.category) EXECUTE FUNCTION tally_entry()`);
}

async function keepEntries(query: QueryRunner): Promise<void> {
  // SECURITY DEFINER: nobody else may change an entry, and the view decides what becomes one.
  await query.query(`
    CREATE FUNCTION list_resource(listed uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
      DELETE FROM catalogue_entries WHERE resource_id = listed
         AND NOT EXISTS (SELECT FROM public_x402_resources WHERE id = listed);
      INSERT INTO catalogue_entries (resource_id, ${COLUMNS})
        SELECT id, ${SHOWN} FROM public_x402_resources WHERE id = listed
        ON CONFLICT (resource_id) DO UPDATE SET (${COLUMNS}) = ROW (${EXCLUDED});
      INSERT INTO catalogue_vocabulary ${WORDS} AND id = listed ORDER BY word
        ON CONFLICT DO NOTHING
    $$`);
  await query.query(`REVOKE EXECUTE ON FUNCTION list_resource FROM PUBLIC`);
  await query.query(`
    CREATE FUNCTION forget_catalogue_words() RETURNS void LANGUAGE sql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
      DELETE FROM catalogue_vocabulary v WHERE NOT EXISTS (
        SELECT FROM catalogue_entries e WHERE e.search @@ quote_literal(v.word)::tsquery)
    $$`);
  // The lock: a user who is being renamed has one name or the other, not both.
  await createTrigger(query, {
    name: 'list_changed_resource',
    on: 'x402_resources',
    events: `INSERT OR UPDATE OF status, slug, name, description, category, price_usdc, networks,
      supports_refunds, published_at`,
    body: `PERFORM FROM users WHERE id = NEW.owner_id FOR SHARE;
      PERFORM list_resource(NEW.id);`,
  });
  await createTrigger(query, {
    name: 'list_renamed_user',
    on: 'users',
    events: 'UPDATE OF username',
    body: `PERFORM list_resource(id) FROM x402_resources
        WHERE owner_id = NEW.id AND status = 'published';`,
  });
  await createTrigger(query, {
    name: 'list_counted_calls',
    on: 'resource_stats',
    events: 'INSERT OR UPDATE OF calls',
    body: `UPDATE catalogue_entries SET calls = NEW.calls WHERE resource_id = NEW.resource_id;`,
  });
  await query.query(`
    INSERT INTO catalogue_entries (resource_id, ${COLUMNS})
      SELECT id, ${SHOWN} FROM public_x402_resources`);
  await query.query(`INSERT INTO catalogue_vocabulary ${WORDS}`);
}

async function createTrigger(
  query: QueryRunner,
  trigger: { name: string; on: string; events: string; body: string },
): Promise<void> {
  await query.query(`
    CREATE FUNCTION ${trigger.name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
    BEGIN
      ${trigger.body}
      RETURN NULL;
    END $$`);
  await query.query(`
    CREATE TRIGGER ${trigger.on}_list AFTER ${trigger.events} ON ${trigger.on}
      FOR EACH ROW EXECUTE FUNCTION ${trigger.name}()`);
}
