import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What providers tell of the accounts that users connected: what they use, what it costs, and by whom. The
 * service that takes what is due sees nothing of it; each account is worked on with the rights of its user.
 * All of it goes with the connection.
 */
export class ProviderFigures1764100010300 implements MigrationInterface {
  readonly name = 'ProviderFigures1764100010300';

  async up(query: QueryRunner): Promise<void> {
    await query.query(COLLECTIONS);
    await query.query(COVERAGE);
    await query.query(USAGE);
    await query.query(DOCUMENTS);
    await query.query(CODING_DAYS);
    await query.query(PLANS);
    await query.query(FORGET);
    for (const table of TABLES) {
      await query.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_owner ON ${table} TO coinslot_as_user
          USING (user_id = (SELECT app_user()))`);
    }
    await query.query(RIGHTS);
    await query.query(BEGIN_WITH);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`
      DROP TRIGGER connections_forget_figures ON connections;
      DROP FUNCTION forget_provider_figures;
      DROP TABLE ${TABLES.toReversed().join(', ')}`);
  }
}

const TABLES = [
  'provider_collections',
  'provider_coverage',
  'provider_usage',
  'provider_documents',
  'provider_coding_days',
  'provider_plans',
];

/** `rest_until`: until then nobody asks about the account, in whatever replica. */
const COLLECTIONS = `
  CREATE TABLE provider_collections (
    connection_id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider text NOT NULL CHECK (char_length(provider) <= 40),
    account text CHECK (char_length(account) <= 200),
    status text NOT NULL DEFAULT 'waiting' CHECK (status IN (
      'waiting', 'collecting', 'complete', 'inconsistent', 'unreadable', 'unreachable', 'refused', 'no_account')),
    reason text CHECK (char_length(reason) <= 500),
    due_at timestamptz NOT NULL DEFAULT now(),
    rest_until timestamptz,
    lease uuid,
    lease_until timestamptz,
    failures smallint NOT NULL DEFAULT 0,
    synced_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (connection_id, user_id),
    FOREIGN KEY (connection_id, user_id, provider)
      REFERENCES connections (id, user_id, provider) ON DELETE CASCADE
  );
  CREATE INDEX provider_collections_user_id ON provider_collections (user_id);
  CREATE INDEX provider_collections_due ON provider_collections (due_at)`;

/** The composite key keeps a row from being hung on somebody else's connection. */
const OF_COLLECTION = `
    connection_id uuid NOT NULL,
    user_id uuid NOT NULL,
    FOREIGN KEY (connection_id, user_id)
      REFERENCES provider_collections (connection_id, user_id) ON DELETE CASCADE`;

/** Days from `known_from` up to `known_to` are read; those before `final_to` change no more. */
const COVERAGE = `
  CREATE TABLE provider_coverage (
    report text NOT NULL CHECK (report IN ('usage', 'coding')),
    known_from date NOT NULL,
    known_to date NOT NULL,
    final_to date NOT NULL,
    window_days smallint NOT NULL CHECK (window_days > 0),
    as_of timestamptz,
    fetched_at timestamptz NOT NULL DEFAULT now(),
    odd_days date[] NOT NULL DEFAULT '{}' CHECK (cardinality(odd_days) <= 400),
    PRIMARY KEY (connection_id, report),
    CHECK (known_from <= known_to AND final_to <= known_to),
    ${OF_COLLECTION}
  );
  CREATE INDEX provider_coverage_user_id ON provider_coverage (user_id)`;

/**
 * The rows of each cut of a day come to the same sums. Null is what nobody knows: sums are of what is known,
 * `parts` says of how many it is made, and the other counts how many of those are free or unknown.
 */
const USAGE = `
  CREATE TABLE provider_usage (
    ${OF_COLLECTION},
    provider text NOT NULL,
    day date NOT NULL,
    cut text NOT NULL CHECK (cut IN ('total', 'workspace', 'model', 'key', 'product', 'fine')),
    workspace text CHECK (char_length(workspace) BETWEEN 1 AND 200),
    model text CHECK (char_length(model) BETWEEN 1 AND 200),
    key text CHECK (char_length(key) BETWEEN 1 AND 200),
    product text CHECK (char_length(product) BETWEEN 1 AND 200),
    parts integer NOT NULL CHECK (parts > 0),
    requests numeric CHECK (requests >= 0),
    requests_unknown integer NOT NULL CHECK (requests_unknown BETWEEN 0 AND parts),
    input_tokens numeric CHECK (input_tokens >= 0),
    output_tokens numeric CHECK (output_tokens >= 0),
    cache_read_tokens numeric CHECK (cache_read_tokens >= 0),
    cache_write_tokens numeric CHECK (cache_write_tokens >= 0),
    cost numeric CHECK (cost >= 0),
    cost_free integer NOT NULL CHECK (cost_free >= 0),
    cost_unknown integer NOT NULL CHECK (cost_unknown >= 0),
    list_cost numeric CHECK (list_cost >= 0),
    list_cost_free integer NOT NULL CHECK (list_cost_free >= 0),
    list_cost_unknown integer NOT NULL CHECK (list_cost_unknown >= 0),
    CHECK (cost_free + cost_unknown <= parts),
    CHECK (list_cost_free + list_cost_unknown <= parts)
  );
  CREATE INDEX provider_usage_cut ON provider_usage (user_id, cut, day);
  CREATE INDEX provider_usage_workspace ON provider_usage (user_id, workspace, day) WHERE cut = 'fine';
  CREATE INDEX provider_usage_model ON provider_usage (user_id, model, day) WHERE cut = 'fine'`;

/** The newest of each kind; null where the provider does not report it. */
const DOCUMENTS = `
  CREATE TABLE provider_documents (
    kind text NOT NULL CHECK (char_length(kind) <= 40),
    content jsonb CHECK (octet_length(content::text) <= 1048576),
    fetched_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (connection_id, kind),
    ${OF_COLLECTION}
  );
  CREATE INDEX provider_documents_user_id ON provider_documents (user_id)`;

/** Actors can be e-mail addresses: rows are kept for 90 days. */
const CODING_DAYS = `
  CREATE TABLE provider_coding_days (
    ${OF_COLLECTION},
    day date NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'api_key', 'other')),
    actor text NOT NULL CHECK (char_length(actor) BETWEEN 1 AND 320),
    sessions numeric NOT NULL,
    lines_added numeric NOT NULL,
    lines_removed numeric NOT NULL,
    commits numeric NOT NULL,
    pull_requests numeric NOT NULL,
    input_tokens numeric NOT NULL,
    output_tokens numeric NOT NULL,
    cache_read_tokens numeric NOT NULL,
    cache_write_tokens numeric NOT NULL,
    cost numeric,
    PRIMARY KEY (connection_id, day, actor_kind, actor)
  );
  CREATE INDEX provider_coding_days_user_id ON provider_coding_days (user_id);
  CREATE INDEX provider_coding_days_day ON provider_coding_days (day)`;

/** What users say of their plan, since providers do not. */
const PLANS = `
  CREATE TABLE provider_plans (
    ${OF_COLLECTION},
    tier text CHECK (char_length(tier) BETWEEN 1 AND 100),
    price_usd numeric CHECK (price_usd BETWEEN 0 AND 1000000),
    cycle text CHECK (cycle IN ('monthly', 'yearly')),
    next_payment date,
    declared_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (connection_id)
  );
  CREATE INDEX provider_plans_user_id ON provider_plans (user_id)`;

const FORGET = `
  CREATE FUNCTION forget_provider_figures() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
  BEGIN
    DELETE FROM provider_collections WHERE connection_id = NEW.id;
    RETURN NULL;
  END $$;
  REVOKE EXECUTE ON FUNCTION forget_provider_figures FROM PUBLIC;
  CREATE TRIGGER connections_forget_figures AFTER UPDATE OF status ON connections
    FOR EACH ROW WHEN (NEW.status = 'disconnected')
    EXECUTE FUNCTION forget_provider_figures()`;

const RIGHTS = `
  GRANT SELECT, DELETE, INSERT (connection_id, user_id, provider),
    UPDATE (account, status, reason, due_at, rest_until, lease, lease_until, failures, synced_at)
    ON provider_collections TO coinslot_as_user;
  GRANT SELECT, INSERT, DELETE,
    UPDATE (known_from, known_to, final_to, window_days, as_of, fetched_at, odd_days)
    ON provider_coverage TO coinslot_as_user;
  GRANT SELECT, INSERT, DELETE ON provider_usage, provider_coding_days TO coinslot_as_user;
  GRANT SELECT, INSERT, DELETE, UPDATE (content, fetched_at) ON provider_documents TO coinslot_as_user;
  GRANT SELECT, INSERT, DELETE, UPDATE (tier, price_usd, cycle, next_payment, declared_at)
    ON provider_plans TO coinslot_as_user;
  CREATE POLICY provider_collections_insights ON provider_collections TO coinslot_as_insights
    USING (true);
  GRANT SELECT (connection_id, user_id, provider, due_at, rest_until, lease, lease_until),
    UPDATE (rest_until, lease, lease_until) ON provider_collections TO coinslot_as_insights;
  CREATE POLICY provider_coding_days_insights ON provider_coding_days TO coinslot_as_insights
    USING (true);
  GRANT SELECT (day), DELETE ON provider_coding_days TO coinslot_as_insights`;

/** Accounts that were connected before. */
const BEGIN_WITH = `
  INSERT INTO provider_collections (connection_id, user_id, provider)
    SELECT id, user_id, provider FROM connections
     WHERE provider IN ('anthropic', 'openrouter', 'openrouter_management')
       AND status NOT IN ('disconnected', 'connecting')`;
