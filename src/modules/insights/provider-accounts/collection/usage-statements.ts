/** The rows of an account and a window, by an index that begins with the owner. */
export const ROWS = `user_id = $2 AND connection_id = $1
  AND cut = ANY ('{total,workspace,model,key,product,fine}') AND day >= $3::date AND day < $4::date`;

const COUNTS = `input_tokens, output_tokens, cache_read_tokens, cache_write_tokens`;
const COLUMNS = `connection_id, user_id, provider, cut, day, workspace, model, key, product, parts,
  requests, requests_unknown, ${COUNTS}, cost, cost_free, cost_unknown,
  list_cost, list_cost_free, list_cost_unknown`;

/** Nothing told is nothing counted; what nobody knows stays unknown. */
const known = (name: string) =>
  `CASE WHEN is_${name}_unknown AND sum_${name} IS NULL THEN NULL ELSE coalesce(sum_${name}, 0) END`;
const isFree = (name: string) => `(NOT is_${name}_unknown AND coalesce(sum_${name}, 0) = 0)::int`;
const told = (name: string) =>
  `CASE WHEN '${name}' = ANY ($5) THEN NULL ELSE coalesce("${name}", 0) END`;

/** Adds up the entries of each cut. */
export const ENTRIES = `
  WITH entries AS (
    SELECT * FROM jsonb_to_recordset($4::jsonb) AS e (
      cut text, day date, workspace text, model text, key text, product text,
      requests numeric, requests_unknown boolean, input numeric, output numeric,
      "cacheRead" numeric, "cacheWrite" numeric, cost numeric, cost_unknown boolean,
      list_cost numeric, list_cost_unknown boolean)),
  summed AS (
    SELECT cut, day, workspace, model, key, product,
        sum(requests) AS sum_requests, bool_or(requests_unknown) AS is_requests_unknown,
        sum(input) AS input, sum(output) AS output,
        sum("cacheRead") AS "cacheRead", sum("cacheWrite") AS "cacheWrite",
        sum(cost) AS sum_cost, bool_or(cost_unknown) AS is_cost_unknown,
        sum(list_cost) AS sum_list_cost, bool_or(list_cost_unknown) AS is_list_cost_unknown
      FROM entries GROUP BY 1, 2, 3, 4, 5, 6)
  INSERT INTO provider_usage (${COLUMNS})
  SELECT $1, $2, $3, cut, day, workspace, model, key, product, 1,
      ${known('requests')}, is_requests_unknown::int,
      ${told('input')}, ${told('output')}, ${told('cacheRead')}, ${told('cacheWrite')},
      ${known('cost')}, ${isFree('cost')}, is_cost_unknown::int,
      ${known('list_cost')}, ${isFree('list_cost')}, is_list_cost_unknown::int
    FROM summed ORDER BY cut, day, workspace, model`;

/** What a year of charts reads instead of each workspace’s every model. */
export const SLICES = `
  INSERT INTO provider_usage (${COLUMNS})
  SELECT connection_id, user_id, provider,
      CASE WHEN GROUPING(workspace) = 0 THEN 'workspace' WHEN GROUPING(model) = 0 THEN 'model'
        ELSE 'total' END,
      day, workspace, model, NULL, NULL, sum(parts), sum(requests), sum(requests_unknown),
      sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_tokens),
      sum(cost), sum(cost_free), sum(cost_unknown),
      sum(list_cost), sum(list_cost_free), sum(list_cost_unknown)
    FROM provider_usage WHERE ${ROWS} AND cut = 'fine'
   GROUP BY connection_id, user_id, provider, GROUPING SETS ((day), (day, workspace), (day, model))
   ORDER BY 4, day`;

const differs = (name: string) => `o.${name} <> w.${name}`;
const differsUnlessUnknown = (name: string) =>
  `(o.${name}_unknown = 0 AND w.${name}_unknown = 0 AND ${differs(name)})`;

/** The days on which the rows by key, or by product, do not come to the whole, or are not there. */
export const MISMATCHED = `
  WITH sums AS (
    SELECT day, cut, sum(requests) AS requests, sum(requests_unknown) AS requests_unknown,
        sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
        sum(cache_read_tokens) AS cache_read_tokens, sum(cache_write_tokens) AS cache_write_tokens,
        sum(cost) AS cost, sum(cost_unknown) AS cost_unknown,
        sum(list_cost) AS list_cost, sum(list_cost_unknown) AS list_cost_unknown
      FROM provider_usage WHERE ${ROWS} AND cut IN ('total', 'key', 'product') GROUP BY day, cut),
  days AS (SELECT DISTINCT day FROM sums)
  SELECT to_char(d.day, 'YYYY-MM-DD') AS day, c.cut
    FROM days d CROSS JOIN (VALUES ('key'), ('product')) AS c (cut)
    LEFT JOIN sums w ON w.day = d.day AND w.cut = 'total'
    LEFT JOIN sums o ON o.day = d.day AND o.cut = c.cut
   WHERE (w.day IS NULL) <> (o.day IS NULL) OR ${differsUnlessUnknown('requests')}
      OR ${differs('input_tokens')} OR ${differs('output_tokens')}
      OR ${differs('cache_read_tokens')} OR ${differs('cache_write_tokens')}
      OR ${differsUnlessUnknown('cost')} OR ${differsUnlessUnknown('list_cost')}`;

/** Puts the whole in the place of the rows of a cut, as what belongs to none of them. */
export const UNATTRIBUTED = `
  WITH odd AS (SELECT * FROM unnest($5::date[], $6::text[]) AS o (day, cut)),
  removed AS (
    DELETE FROM provider_usage p USING odd o
     WHERE p.user_id = $2 AND p.connection_id = $1 AND p.cut = o.cut AND p.day = o.day
       AND p.day >= $3::date AND p.day < $4::date)
  INSERT INTO provider_usage (${COLUMNS})
  SELECT p.connection_id, p.user_id, p.provider, o.cut, p.day, NULL, NULL, NULL, NULL, p.parts,
      p.requests, p.requests_unknown, p.input_tokens, p.output_tokens, p.cache_read_tokens,
      p.cache_write_tokens, p.cost, p.cost_free, p.cost_unknown,
      p.list_cost, p.list_cost_free, p.list_cost_unknown
    FROM provider_usage p JOIN odd o USING (day)
   WHERE p.user_id = $2 AND p.connection_id = $1 AND p.cut = 'total'`;

const counted = (name: string): Measured => [
  name,
  '0',
  `CASE WHEN ${name} IS NULL THEN parts ELSE 0 END`,
];
const money = (name: string): Measured => [name, `${name}_free`, `${name}_unknown`];
/** Cached tokens that a provider does not tell apart are among those of the input. */
const ALL_TOKENS = COUNTS.split(', ')
  .map((name) => `coalesce(${name}, 0)`)
  .join(' + ');

/** What adds up to a measure, and how many of its parts are free, and unknown. */
type Measured = readonly [value: string, free: string, unknown: string];

/** What can be asked of an account. */
const MEASURES: readonly (readonly [string, Measured])[] = [
  ['requests', ['requests', '0', 'requests_unknown']],
  ['tokens', [ALL_TOKENS, '0', 'CASE WHEN input_tokens IS NULL THEN parts ELSE 0 END']],
  ['inputTokens', counted('input_tokens')],
  ['outputTokens', counted('output_tokens')],
  ['cacheReadTokens', counted('cache_read_tokens')],
  ['cacheWriteTokens', counted('cache_write_tokens')],
  ['cost', money('cost')],
  ['listCost', money('list_cost')],
];

const lineOf = ([name, [value, free, unknown]]: (typeof MEASURES)[number]) => {
  const known = `trim_scale(coalesce(${value}, 0))`;
  const parts = [`parts - (${free}) - (${unknown})`, free, unknown].join(', ');
  return `max(scale(${known})) AS "${name}Decimals",
    string_agg(concat_ws(' ', extract(day FROM day) - 1, ${known}, ${parts}), ' ') AS "${name}Days"`;
};

/** Empties the months that a window touches. */
export const FORGOTTEN_MONTHS = `
  DELETE FROM provider_usage_months WHERE user_id = $2 AND connection_id = $1
     AND month >= date_trunc('month', $3::date) AND month < $4::date`;

/**
 * Writes them down again as lines of days, as a series reads them: a year of fifty workspaces is 650 rows so, and
 * not 18,250.
 */
export const MONTHS = `
  INSERT INTO provider_usage_months (connection_id, user_id, provider, cut, workspace, model, key, product,
      month, measure, decimals, days)
  SELECT connection_id, user_id, provider, cut, workspace, model, key, product, month, m.*
    FROM (
      SELECT connection_id, user_id, provider, cut, workspace, model, key, product,
          date_trunc('month', day)::date AS month, ${MEASURES.map(lineOf).join(', ')}
        FROM provider_usage
       WHERE user_id = $2 AND connection_id = $1
         AND cut = ANY ('{total,workspace,model,key,product,fine}')
         AND day >= date_trunc('month', $3::date)
         AND day < date_trunc('month', $4::date - 1) + interval '1 month'
       GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) u,
    LATERAL (VALUES ${MEASURES.map(([name]) => `('${name}', "${name}Decimals", "${name}Days")`).join(', ')})
      AS m (measure, decimals, days)`;
