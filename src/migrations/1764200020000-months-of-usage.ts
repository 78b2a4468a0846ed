import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What providers counted, a month of one measure in one row: a year of fifty workspaces is 650 rows, and not 18,250.
 * Whoever replaces days writes their months down again, in the same transaction.
 */
export class MonthsOfUsage1764200020000 implements MigrationInterface {
  readonly name = 'MonthsOfUsage1764200020000';

  async up(query: QueryRunner): Promise<void> {
    await query.query(MONTHS);
    await query.query(BEGIN_WITH);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query(`DROP TABLE provider_usage_months`);
  }
}

/**
 * `days`: five words for each day, its number in the month from 0, the sum of what is known, and how many parts are
 * priced, free and unknown. `decimals`: the most digits that one of these sums has after its point.
 */
const MONTHS = `
  CREATE TABLE provider_usage_months (
    connection_id uuid NOT NULL,
    user_id uuid NOT NULL,
    provider text NOT NULL,
    cut text NOT NULL CHECK (cut IN ('total', 'workspace', 'model', 'key', 'product', 'fine')),
    workspace text CHECK (char_length(workspace) BETWEEN 1 AND 200),
    model text CHECK (char_length(model) BETWEEN 1 AND 200),
    key text CHECK (char_length(key) BETWEEN 1 AND 200),
    product text CHECK (char_length(product) BETWEEN 1 AND 200),
    measure text NOT NULL CHECK (char_length(measure) <= 40),
    month date NOT NULL,
    decimals integer NOT NULL CHECK (decimals >= 0),
    days text NOT NULL,
    FOREIGN KEY (connection_id, user_id)
      REFERENCES provider_collections (connection_id, user_id) ON DELETE CASCADE
  );
  CREATE INDEX provider_usage_months_cut ON provider_usage_months (user_id, cut, measure, month);
  CREATE INDEX provider_usage_months_workspace
    ON provider_usage_months (user_id, measure, workspace, month) WHERE cut = 'fine';
  CREATE INDEX provider_usage_months_model
    ON provider_usage_months (user_id, measure, model, month) WHERE cut = 'fine';
  CREATE INDEX provider_usage_months_connection ON provider_usage_months (connection_id, month);
  ALTER TABLE provider_usage_months ENABLE ROW LEVEL SECURITY;
  CREATE POLICY provider_usage_months_owner ON provider_usage_months TO coinslot_as_user
    USING (user_id = (SELECT app_user()));
  GRANT SELECT, INSERT, DELETE ON provider_usage_months TO coinslot_as_user`;

const counted = (name: string) => [name, '0', `CASE WHEN ${name} IS NULL THEN parts ELSE 0 END`];
const money = (name: string) => [name, `${name}_free`, `${name}_unknown`];
const TOKENS = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens'];

/** Value, free and unknown parts. */
const MEASURES = Object.entries({
  requests: ['requests', '0', 'requests_unknown'],
  tokens: [
    TOKENS.map((name) => `coalesce(${name}, 0)`).join(' + '),
    '0',
    'CASE WHEN input_tokens IS NULL THEN parts ELSE 0 END',
  ],
  inputTokens: counted('input_tokens'),
  outputTokens: counted('output_tokens'),
  cacheReadTokens: counted('cache_read_tokens'),
  cacheWriteTokens: counted('cache_write_tokens'),
  cost: money('cost'),
  listCost: money('list_cost'),
});

const lineOf = ([name, [value = '', free = '', unknown = '']]: (typeof MEASURES)[number]) => `
  max(scale(trim_scale(coalesce(${value}, 0)))) AS "${name}Decimals",
  string_agg(concat_ws(' ', extract(day FROM day) - 1, trim_scale(coalesce(${value}, 0)),
    parts - (${free}) - (${unknown}), ${free}, ${unknown}), ' ') AS "${name}Days"`;

/** Days that were collected before. */
const BEGIN_WITH = `
  INSERT INTO provider_usage_months (connection_id, user_id, provider, cut, workspace, model, key,
      product, month, measure, decimals, days)
  SELECT connection_id, user_id, provider, cut, workspace, model, key, product, month, m.*
    FROM (
      SELECT connection_id, user_id, provider, cut, workspace, model, key, product,
          date_trunc('month', day)::date AS month, ${MEASURES.map(lineOf).join(', ')}
        FROM provider_usage GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) u,
    LATERAL (VALUES ${MEASURES.map(([name]) => `('${name}', "${name}Decimals", "${name}Days")`).join(', ')})
      AS m (measure, decimals, days)`;
