import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Deleting an account erases its events. One that is handed on at that moment had a delivery that the
 * statements before did not see yet, and the deletion failed. Deliveries go with their event now.
 */
export class EventsGoWhole1764100009960 implements MigrationInterface {
  readonly name = 'EventsGoWhole1764100009960';

  async up(query: QueryRunner): Promise<void> {
    await query.query(deliveriesOfEvents('ON DELETE CASCADE'));
    await query.query(eraseAccount(''));
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(eraseAccount(DELETE_DELIVERIES));
    await query.query(deliveriesOfEvents(''));
  }
}

const DELETE_DELIVERIES =
  'DELETE FROM event_deliveries WHERE event_id IN (SELECT id FROM outbox WHERE user_id = OLD.id);';

/** @param rule what becomes of the deliveries of an event that goes */
function deliveriesOfEvents(rule: string): string {
  return `
    ALTER TABLE event_deliveries DROP CONSTRAINT event_deliveries_event_id_fkey,
      ADD CONSTRAINT event_deliveries_event_id_fkey
        FOREIGN KEY (event_id) REFERENCES outbox (id) ${rule}`;
}

/** @param before a statement before the events go */
function eraseAccount(before: string): string {
  return `
    CREATE OR REPLACE FUNCTION erase_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = public, pg_temp AS $$
    DECLARE words text[];
    BEGIN
      WITH entries AS (
        DELETE FROM catalogue_entries
          WHERE resource_id IN (SELECT id FROM x402_resources WHERE owner_id = OLD.id)
          RETURNING search)
      SELECT array_agg(DISTINCT word) INTO words FROM entries, unnest(tsvector_to_array(search)) word;
      DELETE FROM catalogue_vocabulary v WHERE word = ANY (words) AND NOT EXISTS (
        SELECT FROM catalogue_entries e WHERE e.search @@ quote_literal(v.word)::tsquery);
      ${before}
      DELETE FROM outbox WHERE user_id = OLD.id;
      RETURN OLD;
    END $$`;
}
