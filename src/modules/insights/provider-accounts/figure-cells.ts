import type { Day } from '../series/period.js';
import type { Cells } from '../series/series.repository.js';
import type { SourceQuery } from '../series/source.js';

/** By what figures of accounts can be asked. */
export const DIMENSIONS = ['workspace', 'model', 'key', 'product', 'provider'] as const;

const COUNTS = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
] as const;

/** What adds up to a measure: its value, and how many of its parts are free, and unknown. */
interface Measured {
  readonly value: string;
  readonly free: string;
  readonly unknown: string;
}

const count = (name: string): Measured => ({
  value: name,
  free: '0',
  unknown: `CASE WHEN ${name} IS NULL THEN parts ELSE 0 END`,
});
const money = (name: string): Measured => ({
  value: name,
  free: `${name}_free`,
  unknown: `${name}_unknown`,
});

/** Cached tokens that a provider does not tell apart are among those of the input. */
const ALL_TOKENS: Measured = {
  value: COUNTS.map((name) => `coalesce(${name}, 0)`).join(' + '),
  free: '0',
  unknown: 'CASE WHEN input_tokens IS NULL THEN parts ELSE 0 END',
};

const MEASURES: Readonly<Record<string, Measured>> = {
  requests: { value: 'requests', free: '0', unknown: 'requests_unknown' },
  tokens: ALL_TOKENS,
  inputTokens: count('input_tokens'),
  outputTokens: count('output_tokens'),
  cacheReadTokens: count('cache_read_tokens'),
  cacheWriteTokens: count('cache_write_tokens'),
  cost: money('cost'),
  listCost: money('list_cost'),
};

/**
 * The rows that a question is answered from: each cut comes to the same sums, so it is the one with the
 * fewest rows that knows all the dimensions asked for. Undefined where no provider tells them together.
 */
export function cutOf({ by, filters }: Pick<SourceQuery, 'by' | 'filters'>): string | undefined {
  const asked = new Set([...(by === null ? [] : [by]), ...Object.keys(filters)]);
  asked.delete('provider');
  const [first = 'total', ...others] = asked;
  if (others.length === 0) return first;
  return [...asked].every((name) => name === 'workspace' || name === 'model') ? 'fine' : undefined;
}

/** What a question adds up, from the first day to the last, which is left out. */
export function cellsOf(
  userId: string,
  query: SourceQuery,
  { from, to }: { readonly from: Day; readonly to: Day },
): Cells {
  const measured = MEASURES[query.measure];
  if (measured === undefined) throw new Error(`there is no measure "${query.measure}"`);
  const { value, free, unknown } = measured;
  const parameters: unknown[] = [userId, cutOf(query) ?? 'none', from, to];
  const filtered = DIMENSIONS.filter((name) => query.filters[name] !== undefined).map((name) => {
    parameters.push(query.filters[name]);
    return `AND ${name} = $${parameters.length}`;
  });
  const dimension = DIMENSIONS.find((name) => name === query.by) ?? 'NULL::text';
  return {
    sql: `SELECT day, ${dimension} AS dimension, ${value} AS value,
        parts - (${free}) - (${unknown}) AS priced, ${free} AS free, ${unknown} AS unknown
      FROM provider_usage
     WHERE user_id = $1 AND cut = $2 AND day >= $3::date AND day < $4::date ${filtered.join(' ')}`,
    parameters,
  };
}
