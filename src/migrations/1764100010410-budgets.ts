import type { MigrationInterface, QueryRunner } from 'typeorm';

const STANDING =
  'spent_from, spent_usd, spent_certainty, spent_as_of, spent_is_stale, evaluated_at';

/**
 * Amounts that users do not want to exceed, and which of their thresholds were reached: a row for each period,
 * amount and threshold, so that each is told once. What it is to pause stands in the same row until it is done.
 */
export class Budgets1764100010410 implements MigrationInterface {
  readonly name = 'Budgets1764100010410';

  async up(query: QueryRunner): Promise<void> {
    await createBudgets(query);
    await createReaches(query);
    await giveRights(query);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE budget_reaches, budgets`);
    await query.query(`DELETE FROM webhook_deliveries WHERE type = 'budget.reached'`);
    await query.query(`
      DELETE FROM event_deliveries d USING outbox o
       WHERE o.id = d.event_id AND o.type = 'budget.reached'`);
    await query.query(`DELETE FROM outbox WHERE type = 'budget.reached'`);
  }
}

/** The composite keys keep a budget from being hung on somebody else's resource. */
async function createBudgets(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE budgets (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
      name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
      amount_micro_usd bigint NOT NULL CHECK (amount_micro_usd > 0),
      period text NOT NULL CHECK (period IN ('month', 'day')),
      tz text NOT NULL CHECK (char_length(tz) <= 64),
      spend_of text NOT NULL CHECK (spend_of IN ('calls', 'anthropic', 'openrouter')),
      resource_id uuid,
      provider text CHECK (char_length(provider) <= 64),
      workspace_id text CHECK (char_length(workspace_id) <= 100),
      thresholds smallint[] NOT NULL
        CHECK (cardinality(thresholds) BETWEEN 1 AND 10 AND 1 <= ALL (thresholds) AND 1000 >= ALL (thresholds)),
      pause_at smallint CHECK (pause_at = ANY (thresholds)),
      pause_resource_id uuid,
      pause_provider text CHECK (char_length(pause_provider) <= 64),
      due_at timestamptz NOT NULL DEFAULT now(),
      spent_from date,
      spent_usd numeric,
      spent_certainty text CHECK (spent_certainty IN ('exact', 'at_least', 'unknown')),
      spent_as_of timestamptz(3),
      spent_is_stale boolean,
      evaluated_at timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      UNIQUE (id, user_id),
      FOREIGN KEY (resource_id, user_id) REFERENCES x402_resources (id, owner_id) ON DELETE CASCADE,
      FOREIGN KEY (pause_resource_id, user_id) REFERENCES x402_resources (id, owner_id)
        ON DELETE CASCADE,
      CONSTRAINT budgets_scope CHECK (CASE spend_of
        WHEN 'calls' THEN workspace_id IS NULL AND num_nonnulls(resource_id, provider) <= 1
        ELSE num_nonnulls(resource_id, provider) = 0 END),
      CONSTRAINT budgets_pause CHECK (
        num_nonnulls(pause_resource_id, pause_provider) = CASE WHEN pause_at IS NULL THEN 0 ELSE 1 END),
      CONSTRAINT budgets_evaluated CHECK (
        num_nonnulls(evaluated_at, spent_from, spent_certainty, spent_is_stale) IN (0, 4))
    )`);
  await query.query(`CREATE INDEX budgets_listed ON budgets (user_id, created_at DESC, id DESC)`);
  await query.query(`CREATE INDEX budgets_due ON budgets (due_at)`);
}

async function createReaches(query: QueryRunner): Promise<void> {
  await query.query(`
    CREATE TABLE budget_reaches (
      id uuid PRIMARY KEY DEFAULT uuid_v7(),
      budget_id uuid NOT NULL,
      user_id uuid NOT NULL,
      period_from date NOT NULL,
      amount_micro_usd bigint NOT NULL,
      threshold smallint NOT NULL,
      spent_usd numeric NOT NULL,
      is_at_least boolean NOT NULL,
      reached_at timestamptz(3) NOT NULL DEFAULT now(),
      pause_resource_id uuid,
      pause_provider text,
      pause_status text CHECK (pause_status IN ('due', 'done', 'not_needed')),
      pause_attempts integer NOT NULL DEFAULT 0,
      pause_due_at timestamptz,
      UNIQUE (budget_id, period_from, amount_micro_usd, threshold),
      FOREIGN KEY (budget_id, user_id) REFERENCES budgets (id, user_id) ON DELETE CASCADE,
      CONSTRAINT budget_reaches_pause CHECK (
        num_nonnulls(pause_resource_id, pause_provider) = CASE WHEN pause_status IS NULL THEN 0 ELSE 1 END
        AND (pause_due_at IS NOT NULL) = coalesce(pause_status = 'due', false))
    )`);
  await query.query(`
    CREATE INDEX budget_reaches_due ON budget_reaches (pause_due_at) WHERE pause_due_at IS NOT NULL`);
}

async function giveRights(query: QueryRunner): Promise<void> {
  for (const table of ['budgets', 'budget_reaches']) {
    await query.query(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
      CREATE POLICY ${table}_owner ON ${table} TO coinslot_as_user
        USING (user_id = (SELECT app_user()));
      CREATE POLICY ${table}_insights ON ${table} TO coinslot_as_insights USING (true)`);
  }
  await query.query(`
    GRANT SELECT, DELETE,
      INSERT (user_id, name, amount_micro_usd, period, tz, spend_of, resource_id, provider,
        workspace_id, thresholds, pause_at, pause_resource_id, pause_provider),
      UPDATE (name, amount_micro_usd, thresholds, pause_at, pause_resource_id, pause_provider, due_at,
        updated_at, ${STANDING})
      ON budgets TO coinslot_as_user;
    GRANT SELECT (id, user_id, due_at), UPDATE (due_at) ON budgets TO coinslot_as_insights;
    GRANT SELECT, DELETE,
      INSERT (budget_id, user_id, period_from, amount_micro_usd, threshold, spent_usd, is_at_least,
        pause_resource_id, pause_provider, pause_status, pause_due_at),
      UPDATE (pause_resource_id, pause_provider, pause_status, pause_due_at)
      ON budget_reaches TO coinslot_as_user;
    GRANT SELECT (id, user_id, pause_due_at, pause_attempts), UPDATE (pause_due_at, pause_attempts)
      ON budget_reaches TO coinslot_as_insights`);
}
