import type { Day } from '../series/period.js';
import type { Statement } from '../series/series.repository.js';
import type { SourceQuery } from '../series/source.js';

/** By what figures of accounts can be asked. */
export const DIMENSIONS = ['workspace', 'model', 'key', 'product', 'provider'] as const;

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

/**
 * The lines of days that a question adds up: those of whole months, from the first to the last that it touches.
 * @param from the first day
 * @param to the day after the last
 */
export function linesOf(
  userId: string,
  query: SourceQuery,
  { from, to }: { readonly from: Day; readonly to: Day },
): Statement {
  const parameters: unknown[] = [
    userId,
    cutOf(query) ?? 'none',
    query.measure,
    from,
    to,
    query.period.from,
  ];
  const filtered = DIMENSIONS.filter((name) => query.filters[name] !== undefined).map((name) => {
    parameters.push(query.filters[name]);
    return `AND ${name} = $${parameters.length}`;
  });
  const dimension = DIMENSIONS.find((name) => name === query.by) ?? 'NULL::text';
  return {
    sql: `SELECT ${dimension} AS dimension, month - $6::date AS first, decimals, 0 AS scale, days
      FROM provider_usage_months
     WHERE user_id = $1 AND cut = $2 AND measure = $3 AND month >= date_trunc('month', $4::date)
       AND month < $5::date ${filtered.join(' ')}`,
    parameters,
  };
}
