import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How texts of the catalogue, and what is searched in it, are taken apart and compared. */
export class CatalogueWords1764000009100 implements MigrationInterface {
  readonly name = 'CatalogueWords1764000009100';

  async up(query: QueryRunner): Promise<void> {
    await createTrigrams(query);
    await createSearchFunctions(query);
    await createVocabulary(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP FUNCTION catalogue_similar_query, catalogue_similar, catalogue_query, catalogue_asked,
        catalogue_vector, catalogue_words`);
    await query.query(`DROP TABLE catalogue_vocabulary`);
    // It stays where somebody else installed it or uses it.
    await query.query(`
      DO $$ BEGIN
        DROP EXTENSION IF EXISTS pg_trgm;
      EXCEPTION WHEN insufficient_privilege OR dependent_objects_still_exist THEN NULL;
      END $$`);
  }
}

async function createTrigrams(query: QueryRunner): Promise<void> {
  try {
    await query.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);
  } catch (cause) {
    throw new Error(
      'The catalogue needs the PostgreSQL extension pg_trgm, which this role cannot install. ' +
        'Install the contrib modules if they are missing, let a superuser run ' +
        '`CREATE EXTENSION pg_trgm` in this database, and migrate again.',
      { cause },
    );
  }
}

async function createSearchFunctions(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE FUNCTION catalogue_words(given text) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
      lower(regexp_replace(normalize(given, NFKC), '[^[:alnum:]]+', ' ', 'g'))`);
  // Words as they are written, for prefixes, and their English stems.
  await query.query(`
    CREATE FUNCTION catalogue_vector(given text, weight "char") RETURNS tsvector
      LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
      setweight(to_tsvector('simple', catalogue_words(given)) ||
                to_tsvector('english', catalogue_words(given)), weight)`);
  // What is looked for: every word but such as "the" beside others.
  await query.query(`
    CREATE FUNCTION catalogue_asked(given text) RETURNS TABLE (word text, stem text)
      LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC
      WITH words AS (
        SELECT w.word, (tsvector_to_array(to_tsvector('english', w.word)))[1] AS stem
          FROM unnest(tsvector_to_array(to_tsvector('simple', catalogue_words(given)))) AS w (word)
      )
      SELECT words.word, coalesce(words.stem, words.word) FROM words
       WHERE words.stem IS NOT NULL OR NOT EXISTS (SELECT FROM words o WHERE o.stem IS NOT NULL);
      END`);
  await query.query(`
    CREATE FUNCTION catalogue_query(given text) RETURNS tsquery
      LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
      SELECT coalesce(string_agg(format('(%L:* | %L)', word, stem), ' & '), '')
        FROM catalogue_asked(given)
      )::tsquery`);
}

async function createVocabulary(query: QueryRunner): Promise<void> {
  await query.query(`CREATE TABLE catalogue_vocabulary (word text PRIMARY KEY)`);
  await query.query(`
    COMMENT ON TABLE catalogue_vocabulary IS 'Words of names on sale, to correct typing errors by'`);
  await query.query(`
    CREATE INDEX catalogue_vocabulary_similar ON catalogue_vocabulary
      USING gin (word gin_trgm_ops)`);
  await query.query(`GRANT SELECT ON catalogue_vocabulary TO coinslot_app`);
  // Trigrams miss it when two neighbouring letters of a short word have changed places.
  await query.query(`
    CREATE FUNCTION catalogue_similar(given text) RETURNS SETOF text
      LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
      (SELECT word FROM catalogue_vocabulary WHERE word % given
        ORDER BY similarity(word, given) DESC, word LIMIT 3)
      UNION
      SELECT v.word FROM generate_series(1, length(given) - 1) AS at
        JOIN catalogue_vocabulary v ON v.word = left(given, at - 1) || substr(given, at + 1, 1) ||
             substr(given, at, 1) || substr(given, at + 2);
      END`);
  await query.query(`
    CREATE FUNCTION catalogue_similar_query(given text) RETURNS tsquery
      LANGUAGE sql STABLE PARALLEL SAFE RETURN (
      SELECT coalesce(string_agg(format('(%L:* | %L%s)', word, stem, (
               SELECT string_agg(format(' | %L', s), '') FROM catalogue_similar(word) AS s
                WHERE NOT EXISTS (SELECT FROM catalogue_vocabulary v WHERE v.word LIKE a.word || '%')
             )), ' & '), '')
        FROM catalogue_asked(given) AS a
      )::tsquery`);
}
