import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Longer lists of owners end with `*`, for all others: what a job changes for everybody stays cheap. */
const LONGEST = 2_000;

const NOTES = `
  IF known NOT LIKE '%*' AND position(owner IN known) = 0 THEN
    PERFORM set_config('app.changed_owners', known || ' ' ||
      CASE WHEN length(known) < ${LONGEST} THEN owner ELSE '*' END, true);
  END IF;`;
const KNOWN = `known text := coalesce(current_setting('app.changed_owners', true), '')`;

/**
 * Besides announcing whose offers it changes, a transaction notes it for the process that made it, which
 * reads the note as it commits: connections do not have to listen for what they do themselves.
 */
export class ChangedOwners1764400000000 implements MigrationInterface {
  readonly name = 'ChangedOwners1764400000000';

  up(query: QueryRunner): Promise<void> {
    return announce(query, true);
  }

  down(query: QueryRunner): Promise<void> {
    return announce(query, false);
  }
}

async function announce(query: QueryRunner, notes: boolean): Promise<void> {
  await query.query(`
    CREATE OR REPLACE FUNCTION announce_owner_change() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      owner text := to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0];
      ${notes ? `${KNOWN};` : ''}
    BEGIN
      PERFORM pg_notify('owner_changed', owner);
      ${notes ? NOTES : ''}
      RETURN NULL;
    END $$`);
  await query.query(`
    CREATE OR REPLACE FUNCTION announce_model_change() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
      owner text;
      known text;
    BEGIN
      FOR owner IN SELECT DISTINCT owner_id FROM x402_resources
                    WHERE openrouter_model_id = NEW.id AND status = 'published' LOOP
        PERFORM pg_notify('owner_changed', owner);
        ${notes ? `${KNOWN.replace('text :=', ':=')}; ${NOTES}` : ''}
      END LOOP;
      RETURN NULL;
    END $$`);
}
