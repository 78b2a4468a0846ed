import { type Fold, ownWallets } from './fold.js';

/**
 * What is known of the cost of a run. `$free` failures come before the model works. A call that was
 * interrupted has no model in its line, though one may have been asked.
 */
const cost = (free: string) => `
  CASE WHEN l.provider_cost_nano_usd > 0 THEN 'priced'
       WHEN l.provider_cost_nano_usd = 0 THEN 'free'
       WHEN l.input_tokens IS NOT NULL OR l.failure = 'call_interrupted' THEN 'unknown'
       WHEN l.model IS NULL OR l.failure = ANY (${free}) THEN 'free'
       ELSE 'unknown' END`;

const SUMS = `
  count(*) AS runs,
  count(*) FILTER (WHERE input_tokens IS NOT NULL) AS tokens_known,
  count(*) FILTER (WHERE input_tokens IS NULL AND cost = 'unknown') AS tokens_unknown,
  coalesce(sum(input_tokens), 0) AS input_tokens,
  coalesce(sum(output_tokens), 0) AS output_tokens,
  coalesce(sum(cache_read_tokens), 0) AS cache_read_tokens,
  coalesce(sum(cache_write_tokens), 0) AS cache_write_tokens,
  coalesce(sum(provider_cost_nano_usd), 0) AS cost_nano_usd,
  count(*) FILTER (WHERE cost = 'priced') AS priced,
  count(*) FILTER (WHERE cost = 'free') AS free,
  count(*) FILTER (WHERE cost = 'unknown') AS unknown,
  sum(duration_ms) AS duration_ms`;

/** Columns that are added up, of all runs of a day that are alike. */
export const RUN_SUMS = [
  'runs',
  'tokens_known',
  'tokens_unknown',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cost_nano_usd',
  'priced',
  'free',
  'unknown',
  'duration_ms',
];

const CELL = 'owner_id, tz, day, resource_id, model, audience, outcome, failure';

const LINE = `l.execution_id, l.resource_id, l.owner_id, l.status, l.failure, l.model, l.input_tokens,
  l.output_tokens, l.cache_read_tokens, l.cache_write_tokens, l.provider_cost_nano_usd, l.duration_ms,
  l.created_at`;

/**
 * What ran, for whom and how it ended. A line has no payer where nobody was charged: its claim has.
 * @param freeFailures with which a model refuses a call before it works
 */
export function runsFold(freeFailures: Iterable<string>): Fold {
  const free = `'{${[...freeFailures].join(',')}}'::text[]`;
  return {
    notes: 'unfolded_runs',
    noted: 'run_id',
    taken: `
      SELECT ${LINE}, z.tz FROM taken
        JOIN x402_prompt_template_usage_logs l ON l.id = taken.run_id
        JOIN figure_zones z ON z.owner_id = l.owner_id AND l.created_at >= z.known_from`,
    between: `
      SELECT ${LINE}, $2::text AS tz FROM x402_prompt_template_usage_logs l
       WHERE l.owner_id = $1 AND l.created_at >= $3 AND l.created_at < $4
         AND NOT EXISTS (SELECT FROM unfolded_runs u WHERE u.run_id = l.id)`,
    known: `
      ${ownWallets},
      ran AS (
        SELECT l.*, (l.created_at AT TIME ZONE l.tz)::date AS day, ${cost(free)} AS cost,
               CASE WHEN l.status = 'test' THEN 'tests' WHEN o.owner_id IS NOT NULL THEN 'own'
                 ELSE 'buyers' END AS audience
          FROM lines l JOIN held USING (owner_id)
          LEFT JOIN payment_claims c ON c.id = l.execution_id
          LEFT JOIN own_wallets o ON o.owner_id = l.owner_id AND o.address = lower(c.payer)
           AND o.since <= c.created_at)`,
    insert: `
    INSERT INTO run_days AS d (${CELL}, ${RUN_SUMS.join(', ')})
        SELECT owner_id, tz, day, resource_id, coalesce(model, ''), audience, status,
               coalesce(failure, ''), ${SUMS}
          FROM ran GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        ON CONFLICT ON CONSTRAINT run_days_cell DO UPDATE SET
          ${RUN_SUMS.map((sum) => `${sum} = d.${sum} + excluded.${sum}`).join(', ')}`,
  };
}
