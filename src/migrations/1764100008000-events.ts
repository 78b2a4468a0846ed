import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is told of events, and what of it is not done yet. Events are taken from the outbox when they are
 * not marked as handed on, so neither the order of their ids nor of their commits matters.
 */
export class Events1764100008000 implements MigrationInterface {
  readonly name = 'Events1764100008000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(`ALTER TABLE outbox ADD COLUMN handed_at timestamptz`);
    await query.query(`CREATE INDEX outbox_not_handed ON outbox (id) WHERE handed_at IS NULL`);
    await query.query(`
      CREATE TABLE event_handlers (
        name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,62}$'),
        types text[],
        registered_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now()
      )`);
    await query.query(`
      CREATE TABLE event_deliveries (
        event_id bigint NOT NULL REFERENCES outbox (id),
        handler text NOT NULL REFERENCES event_handlers (name) ON DELETE CASCADE,
        attempts smallint NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        dead_at timestamptz,
        last_error text CHECK (char_length(last_error) <= 100),
        PRIMARY KEY (event_id, handler)
      )`);
    await query.query(`
      CREATE INDEX event_deliveries_due ON event_deliveries (handler, due_at) WHERE dead_at IS NULL`);
    await query.query(`
      CREATE INDEX event_deliveries_dead ON event_deliveries (dead_at) WHERE dead_at IS NOT NULL`);
    await query.query(`ALTER TABLE event_handlers ENABLE ROW LEVEL SECURITY`);
    await query.query(`ALTER TABLE event_deliveries ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY outbox_events ON outbox TO coinslot_as_events USING (true);
      GRANT SELECT, UPDATE (handed_at), DELETE ON outbox TO coinslot_as_events;
      CREATE POLICY event_handlers_events ON event_handlers TO coinslot_as_events USING (true);
      GRANT SELECT, INSERT (name, types), UPDATE (types, seen_at), DELETE
        ON event_handlers TO coinslot_as_events;
      CREATE POLICY event_deliveries_events ON event_deliveries TO coinslot_as_events USING (true);
      GRANT SELECT, INSERT (event_id, handler),
        UPDATE (attempts, due_at, dead_at, last_error), DELETE
        ON event_deliveries TO coinslot_as_events`);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE event_deliveries, event_handlers`);
    await query.query(`DROP POLICY outbox_events ON outbox`);
    await query.query(`REVOKE ALL ON outbox FROM coinslot_as_events`);
    await query.query(`DROP INDEX outbox_not_handed`);
    await query.query(`ALTER TABLE outbox DROP COLUMN handed_at`);
  }
}
