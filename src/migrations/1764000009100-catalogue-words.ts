import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How texts of the catalogue, and what is searched in it, are taken apart and compared. */
export class CatalogueWords1764000009100 implements MigrationInterface {
  readonly name = 'CatalogueWords1764000009100';

  async up(query: QueryRunner): Promise<void> {
    await createTrigrams(query);
    await createSearchFunctions(query);
    await createSwaps(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP FUNCTION catalogue_swaps, catalogue_query, catalogue_vector, catalogue_words`);
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
  // Every word must occur, but for words like "the" beside others.
  await query.query(`
    CREATE FUNCTION catalogue_query(given text) RETURNS tsquery
      LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
      WITH words AS (
        SELECT word, (tsvector_to_array(to_tsvector('english', word)))[1] AS stem
          FROM unnest(tsvector_to_array(to_tsvector('simple', catalogue_words(given)))) AS word
      )
      SELECT coalesce(string_agg(format('(%L:* | %L)', word, coalesce(stem, word)), ' & '), '')
        FROM words
       WHERE stem IS NOT NULL OR NOT EXISTS (SELECT FROM words WHERE stem IS NOT NULL)
      )::tsquery`);
}

/** What trigrams miss: two neighbouring letters of a word have changed places. */
async function createSwaps(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE FUNCTION catalogue_swaps(given text) RETURNS tsquery
      LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN (
      SELECT coalesce(string_agg(format('(%L:*%s)', word, (
               SELECT string_agg(format(' | %L', left(word, at - 1) || substr(word, at + 1, 1) ||
                        substr(word, at, 1) || substr(word, at + 2)), '')
                 FROM generate_series(1, length(word) - 1) AS at)), ' & '), '')
        FROM unnest(tsvector_to_array(to_tsvector('simple', catalogue_words(given)))) AS word
      )::tsquery`);
}
