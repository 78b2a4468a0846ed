import type { MigrationInterface, QueryRunner } from 'typeorm';

const RIGHTS = 'LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp';

/**
 * Names of those to whom an event is handed: handlers that want its type and were there when its
 * transaction began. That of webhooks wants what an enabled webhook of the user wants, and nothing else.
 */
const HANDLERS_OF_EVENT = `
  CREATE FUNCTION handlers_of_event(of_user uuid, event_type text, began_at timestamptz)
    RETURNS SETOF text STABLE ${RIGHTS} AS $$
  BEGIN
    RETURN QUERY SELECT h.name FROM event_handlers h
      WHERE (h.types IS NULL OR event_type = ANY (h.types)) AND h.registered_at <= began_at
        AND (h.name <> 'webhooks' OR EXISTS (
          SELECT FROM webhook_endpoints w WHERE w.user_id = of_user AND w.status = 'enabled'
            AND (w.event_types IS NULL OR event_type = ANY (w.event_types))));
  END $$`;

/** What is written while nobody wants it is done with at once. */
const SPARE_EVENT = `
  CREATE FUNCTION spare_event() RETURNS trigger ${RIGHTS} AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM handlers_of_event(NEW.user_id, NEW.type, NEW.created_at)) THEN
      NEW.handed_at := now();
    END IF;
    RETURN NEW;
  END $$`;

/**
 * Most users have no webhook, and most of their events nobody acts on. Such an event is marked as handed on
 * when it is written: it was read, marked, put in hand, looked at and forgotten in transactions of its own.
 */
export class EventsNobodyWants1764600000000 implements MigrationInterface {
  readonly name = 'EventsNobodyWants1764600000000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(HANDLERS_OF_EVENT);
    await query.query(SPARE_EVENT);
    await query.query(`
      REVOKE EXECUTE ON FUNCTION handlers_of_event, spare_event FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION handlers_of_event TO coinslot_as_events`);
    await query.query(`
      CREATE TRIGGER outbox_spare BEFORE INSERT ON outbox
        FOR EACH ROW EXECUTE FUNCTION spare_event()`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TRIGGER outbox_spare ON outbox`);
    await query.query(`DROP FUNCTION spare_event, handlers_of_event`);
  }
}
