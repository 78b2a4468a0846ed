import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What creators sold and what ran, added up by the days of each zone that its owner asks for. Ledger and usage
 * log note each of their rows in the transaction that adds it; whoever adds up takes the notes away in the
 * transaction that counts them, so that every row is counted once, in whatever order transactions end.
 */
export class OwnFigures1764100010100 implements MigrationInterface {
  readonly name = 'OwnFigures1764100010100';

  async up(query: QueryRunner): Promise<void> {
    await query.query(NOTES);
    await query.query(ZONES);
    await query.query(SALES);
    await query.query(RUNS);
    for (const table of [...OWNED, ...NOTED]) {
      await query.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_insights ON ${table} TO coinslot_as_insights USING (true)`);
    }
    for (const table of OWNED) {
      await query.query(`
        CREATE POLICY ${table}_owner ON ${table} FOR SELECT TO coinslot_as_user
          USING (owner_id = (SELECT app_user()));
        GRANT SELECT ON ${table} TO coinslot_as_user`);
    }
    for (const table of READ) {
      await query.query(`
        CREATE POLICY ${table}_insights ON ${table} FOR SELECT TO coinslot_as_insights USING (true)`);
    }
    await query.query(RIGHTS);
  }

  async down(query: QueryRunner): Promise<void> {
    for (const table of READ) await query.query(`DROP POLICY ${table}_insights ON ${table}`);
    await query.query(`
      REVOKE ALL ON ${READ.join(', ')} FROM coinslot_as_insights;
      DROP TRIGGER ledger_entries_note ON ledger_entries;
      DROP TRIGGER x402_prompt_template_usage_logs_note ON x402_prompt_template_usage_logs;
      DROP TABLE ${[...OWNED, ...NOTED].join(', ')};
      DROP FUNCTION note_journals, note_runs, hold_owners;
      DROP INDEX x402_prompt_template_usage_logs_owner`);
  }
}

const OWNED = ['sales_days', 'run_days', 'figure_zones'];
const NOTED = ['unfolded_journals', 'unfolded_runs'];
const READ = [
  'ledger_entries',
  'x402_prompt_template_usage_logs',
  'payment_claims',
  'refunds',
  'wallets',
  'wallet_proofs',
];

/** Notes come and go: vacuuming by share of the table would wait for too many that are gone. */
const NOTES = `
  CREATE TABLE unfolded_journals (
    journal_id uuid NOT NULL,
    kind text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
  CREATE TABLE unfolded_runs (
    run_id uuid NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

  CREATE FUNCTION note_journals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
  BEGIN
    INSERT INTO unfolded_journals (journal_id, kind) SELECT DISTINCT journal_id, kind FROM added;
    RETURN NULL;
  END $$;
  CREATE TRIGGER ledger_entries_note AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION note_journals();

  CREATE FUNCTION note_runs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
  BEGIN
    INSERT INTO unfolded_runs (run_id) SELECT id FROM added;
    RETURN NULL;
  END $$;
  CREATE TRIGGER x402_prompt_template_usage_logs_note AFTER INSERT ON x402_prompt_template_usage_logs
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_runs();

  CREATE INDEX x402_prompt_template_usage_logs_owner
    ON x402_prompt_template_usage_logs (owner_id, created_at)`;

/**
 * `known_from`: what was booked from then on is in the days of the zone; added up from the present back to the
 * beginning. The function holds users, as their rows will be referred to, so that whoever deletes an account
 * and whoever counts wait for one another in one order.
 */
const ZONES = `
  CREATE TABLE figure_zones (
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tz text NOT NULL CHECK (char_length(tz) <= 64),
    known_from timestamptz NOT NULL DEFAULT 'infinity',
    asked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (owner_id, tz)
  );
  CREATE FUNCTION hold_owners(ids uuid[]) RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
      SELECT id FROM users WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE
    $$`;

/** Sums are numeric: one absurd amount more must not stop everybody's counting. */
const SALES = `
  CREATE TABLE sales_days (
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tz text NOT NULL,
    day date NOT NULL,
    resource_id uuid,
    network text NOT NULL,
    asset text NOT NULL,
    is_own boolean NOT NULL,
    journals bigint NOT NULL,
    calls bigint NOT NULL,
    gross numeric NOT NULL,
    fees numeric NOT NULL,
    refunded numeric NOT NULL,
    refunds_owed numeric NOT NULL,
    net numeric NOT NULL,
    CONSTRAINT sales_days_cell
      UNIQUE NULLS NOT DISTINCT (owner_id, tz, day, resource_id, network, asset, is_own)
  )`;

const RUNS = `
  CREATE TABLE run_days (
    owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tz text NOT NULL,
    day date NOT NULL,
    resource_id uuid NOT NULL,
    model text NOT NULL,
    audience text NOT NULL CHECK (audience IN ('buyers', 'own', 'tests')),
    outcome text NOT NULL,
    failure text NOT NULL,
    runs bigint NOT NULL,
    tokens_known bigint NOT NULL,
    tokens_unknown bigint NOT NULL,
    input_tokens numeric NOT NULL,
    output_tokens numeric NOT NULL,
    cache_read_tokens numeric NOT NULL,
    cache_write_tokens numeric NOT NULL,
    cost_nano_usd numeric NOT NULL,
    priced bigint NOT NULL,
    free bigint NOT NULL,
    unknown bigint NOT NULL,
    duration_ms numeric NOT NULL,
    CONSTRAINT run_days_cell
      UNIQUE (owner_id, tz, day, resource_id, model, audience, outcome, failure)
  )`;

const SALES_SUMS = 'journals, calls, gross, fees, refunded, refunds_owed, net';
const RUNS_SUMS = `runs, tokens_known, tokens_unknown, input_tokens, output_tokens, cache_read_tokens,
  cache_write_tokens, cost_nano_usd, priced, free, unknown, duration_ms`;

const RIGHTS = `
  GRANT SELECT, DELETE ON unfolded_journals, unfolded_runs TO coinslot_as_insights;
  GRANT SELECT, INSERT (owner_id, tz), UPDATE (known_from, asked_at), DELETE ON figure_zones
    TO coinslot_as_insights;
  GRANT SELECT, INSERT, UPDATE (${SALES_SUMS}), DELETE ON sales_days TO coinslot_as_insights;
  GRANT SELECT, INSERT, UPDATE (${RUNS_SUMS}), DELETE ON run_days TO coinslot_as_insights;
  GRANT SELECT (journal_id, kind, account, owner_id, network, asset, amount, created_at)
    ON ledger_entries TO coinslot_as_insights;
  GRANT SELECT (id, execution_id, resource_id, owner_id, status, failure, model, input_tokens,
    output_tokens, cache_read_tokens, cache_write_tokens, provider_cost_nano_usd, duration_ms, created_at)
    ON x402_prompt_template_usage_logs TO coinslot_as_insights;
  GRANT SELECT (id, route, subject, payer, created_at) ON payment_claims TO coinslot_as_insights;
  GRANT SELECT (id, claim_id) ON refunds TO coinslot_as_insights;
  GRANT SELECT (user_id, address, created_at) ON wallets TO coinslot_as_insights;
  GRANT SELECT (user_id, address, proven_at) ON wallet_proofs TO coinslot_as_insights;
  REVOKE EXECUTE ON FUNCTION note_journals, note_runs, hold_owners FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION hold_owners TO coinslot_as_insights`;
