import type { MigrationInterface, QueryRunner } from 'typeorm';

const LIMITS = {
  limit_input_bytes: 'integer',
  limit_concurrent_calls: 'integer',
  limit_calls_per_minute: 'integer',
  limit_daily_spend_nano_usd: 'bigint',
};

/**
 * Limits of a resource, and the calls they count. A call is reserved before it runs, with the most
 * it can cost, and closed with what it did cost. `resource_spending` holds the sums of a day, so that
 * nothing has to be added up while others wait: reserved is the sum of open reservations, spent that
 * of closed ones, and carried what the log of runs said when the first was made.
 */
export class Limits1764000009900 implements MigrationInterface {
  readonly name = 'Limits1764000009900';

  async up(query: QueryRunner): Promise<void> {
    const columns = Object.entries(LIMITS).map(
      ([name, type]) => `ADD COLUMN ${name} ${type} CHECK (${name} >= 0)`,
    );
    await query.query(`ALTER TABLE x402_resources ${columns.join(', ')}`);
    await query.query(`
      GRANT UPDATE (${Object.keys(LIMITS).join(', ')}) ON x402_resources TO coinslot_app`);
    await createTables(query);
    await secure(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE call_reservations, resource_spending`);
    const columns = Object.keys(LIMITS).map((name) => `DROP COLUMN ${name}`);
    await query.query(`ALTER TABLE x402_resources ${columns.join(', ')}`);
  }
}

async function createTables(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE resource_spending (
      resource_id uuid NOT NULL REFERENCES x402_resources ON DELETE CASCADE,
      day date NOT NULL,
      carried_nano_usd bigint NOT NULL CHECK (carried_nano_usd >= 0),
      reserved_nano_usd bigint NOT NULL DEFAULT 0 CHECK (reserved_nano_usd >= 0),
      spent_nano_usd bigint NOT NULL DEFAULT 0 CHECK (spent_nano_usd >= 0),
      reached_at timestamptz(3),
      PRIMARY KEY (resource_id, day)
    )`);
  await query.query(`
    CREATE TABLE call_reservations (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      call_id uuid NOT NULL,
      resource_id uuid NOT NULL REFERENCES x402_resources ON DELETE CASCADE,
      day date NOT NULL,
      created_at timestamptz(3) NOT NULL,
      started_at timestamptz(3),
      closed_at timestamptz(3),
      reserved_nano_usd bigint CHECK (reserved_nano_usd >= 0),
      spent_nano_usd bigint CHECK (spent_nano_usd >= 0),
      CHECK ((spent_nano_usd IS NULL) = (closed_at IS NULL OR reserved_nano_usd IS NULL))
    )`);
  await query.query(`
    COMMENT ON COLUMN call_reservations.reserved_nano_usd IS
      'Null where no spend is counted'`);
  await query.query(`
    CREATE UNIQUE INDEX call_reservations_open ON call_reservations (call_id)
      WHERE closed_at IS NULL`);
  await query.query(`
    CREATE INDEX call_reservations_running ON call_reservations (resource_id)
      WHERE closed_at IS NULL`);
  await query.query(`
    CREATE INDEX call_reservations_recent ON call_reservations (resource_id, created_at)`);
  await query.query(`
    CREATE INDEX call_reservations_closed ON call_reservations (closed_at)`);
}

async function secure(query: QueryRunner): Promise<void> {
  for (const table of ['resource_spending', 'call_reservations']) {
    await query.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await query.query(`
      CREATE POLICY ${table}_owner ON ${table} FOR SELECT TO coinslot_app
        USING (EXISTS (SELECT FROM x402_resources r
          WHERE r.id = resource_id AND r.owner_id = (SELECT app_user())))`);
    // Payments: the transaction that ends a call which never ran closes its reservation.
    await query.query(`
      CREATE POLICY ${table}_services ON ${table} TO coinslot_app
        USING ((SELECT app_service()) IN ('execution', 'payments'))`);
  }
  await query.query(`
    GRANT SELECT, INSERT (resource_id, day, carried_nano_usd),
        UPDATE (reserved_nano_usd, spent_nano_usd, reached_at)
      ON resource_spending TO coinslot_app`);
  await query.query(`
    GRANT SELECT, INSERT (call_id, resource_id, day, created_at, started_at, reserved_nano_usd),
        UPDATE (started_at, closed_at, spent_nano_usd), DELETE
      ON call_reservations TO coinslot_app`);
}
