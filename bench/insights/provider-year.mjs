import {
  FORGOTTEN_MONTHS,
  MONTHS,
} from '../../dist/src/modules/insights/provider-accounts/collection/usage-statements.js';

/** What a day of one model in one workspace comes to: more on workdays, and more as the year goes on. */
const FINE = `
  CREATE TEMP TABLE fine AS
    SELECT d.day::date AS day, 'wrkspc_' || lpad(w::text, 4, '0') AS workspace,
           'model-' || lpad(m::text, 2, '0') AS model, n.requests,
           n.requests * 1200 AS input, n.requests * 350 AS output, n.requests * 800 AS cache_read,
           n.requests * 40 AS cache_write, n.requests * (0.0123 + m * 0.00071) AS cost
      FROM generate_series(current_date - ($3::int - 1), current_date, interval '1 day') AS d (day),
           generate_series(1, $1::int) AS w, generate_series(1, $2::int) AS m,
           LATERAL (SELECT CASE WHEN extract(isodow FROM d.day) < 6 THEN 3 ELSE 1 END
                      * (1 + (w * 7 + m * 13 + extract(doy FROM d.day)::int) % 17) AS requests) AS n`;

const COLUMNS = `connection_id, user_id, provider, day, cut, workspace, model, parts, requests,
    requests_unknown, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost, cost_free,
    cost_unknown, list_cost, list_cost_free, list_cost_unknown`;

const SUMS = `count(*), sum(requests), 0, sum(input), sum(output), sum(cache_read), sum(cache_write),
    sum(cost), 0, 0, sum(cost), 0, 0`;

/** Every cut as the collection writes it: the fine one, and its sums. */
const CUTS = [
  ['fine', 'workspace, model', 'day, workspace, model'],
  ['workspace', 'workspace, NULL', 'day, workspace'],
  ['model', 'NULL, model', 'day, model'],
  ['total', 'NULL, NULL', 'day'],
];

/**
 * A year of an account at Anthropic, as if it had been collected, of the user whose connection it is.
 * @returns how many rows it has
 */
export async function fillProviderYear(client, userId, { workspaces, models, days }) {
  const connection = await client.query(
    `INSERT INTO connections (user_id, provider, status, is_enabled, verification, metadata, connected_at)
       VALUES ($1, 'anthropic', 'connected', true, 'valid',
         '{"capabilities": {"models": false, "account": true}}', now()) RETURNING id`,
    [userId],
  );
  const own = [connection.rows[0].id, userId];
  await client.query(
    `INSERT INTO provider_collections (connection_id, user_id, provider, account, status, due_at, synced_at)
       VALUES ($1, $2, 'anthropic', 'org_bench', 'complete', now() + interval '1 day', now())`,
    own,
  );
  await client.query(
    `INSERT INTO provider_coverage (connection_id, user_id, report, known_from, known_to, final_to,
         window_days, as_of)
       VALUES ($1, $2, 'usage', current_date - ($3::int - 1), current_date + 1, current_date - 2, 31, now())`,
    [...own, days],
  );
  await client.query(FINE, [workspaces, models, days]);
  for (const [cut, dimensions, grouped] of CUTS) {
    await client.query(
      `INSERT INTO provider_usage (${COLUMNS})
         SELECT $1, $2, 'anthropic', day, '${cut}', ${dimensions}, ${SUMS} FROM fine GROUP BY ${grouped}`,
      own,
    );
  }
  const { rows: windows } = await client.query(
    `SELECT (current_date - ($1::int - 1))::text AS first, (current_date + 1)::text AS end`,
    [days],
  );
  const window = [...own, windows[0].first, windows[0].end];
  await client.query(FORGOTTEN_MONTHS, window);
  await client.query(MONTHS, window);
  const { rows } = await client.query(`SELECT count(*)::integer AS count FROM provider_usage`);
  return rows[0].count;
}
