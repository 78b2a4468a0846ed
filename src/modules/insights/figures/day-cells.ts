import type { Day } from '../series/period.js';
import { priorOf } from '../series/period.js';
import type { SourceQuery, Unit } from '../series/source.js';

/** A measure of a table of days: what is added up, and of how many parts, in SQL. */
export interface DayMeasure {
  readonly unit: Unit;
  /** A whole number of 10^-scale. */
  readonly value: string;
  readonly scale: number;
  readonly priced: string;
  readonly free?: string;
  readonly unknown?: string;
  /** Only rows of which this is true are in it. */
  readonly where?: string;
}

/** A table of days of users and zones. */
export interface DayTable {
  readonly name: string;
  /** What its rows belong to, in SQL: text that is null for none. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Who calls: buyers, or the owner with a wallet of their own, or, in test runs, without one. */
export const AUDIENCES = ['buyers', 'own', 'tests'] as const;
/** Filter of all audiences together. */
export const EVERYBODY = 'all';

/** Scale of atomic USDC in dollars. */
export const USDC = 6;
/** Scale of 10^-9 dollars. */
export const NANO_USD = 9;
/** Scale of what is counted. */
export const WHOLE = 0;

/** The first day that a query needs. */
export function startOf({ period, hasPrior }: Pick<SourceQuery, 'period' | 'hasPrior'>): Day {
  return hasPrior ? priorOf(period).from : period.from;
}

/** What the parameters of a query's SELECTs are: `$1` the owner, `$2` to `$4` zone and days, then filters. */
export function parametersOf(ownerId: string, query: SourceQuery): unknown[] {
  const { period } = query;
  return [ownerId, period.tz, startOf(query), period.to, ...wantedOf(query).map(([, id]) => id)];
}

/** A SELECT of cells of a measure, with {@link parametersOf} its query. */
export function cellsOf(table: DayTable, measure: DayMeasure, query: SourceQuery): string {
  const { value, priced, free = '0', unknown = '0', where } = measure;
  const dimension = query.by === null ? 'NULL::text' : columnOf(table, query.by);
  const conditions = [
    'owner_id = $1 AND tz = $2 AND day >= $3 AND day < $4',
    ...wantedOf(query).map(([name], at) => `${columnOf(table, name)} = $${at + 5}`),
    ...(where === undefined ? [] : [where]),
  ];
  return `
    SELECT day, ${dimension} AS dimension, ${value} AS value, ${priced} AS priced, ${free} AS free,
           ${unknown} AS unknown
      FROM ${table.name} WHERE ${conditions.join(' AND ')}`;
}

/** Buyers alone, unless a query says otherwise or tells audiences apart. */
function wantedOf({ by, filters }: SourceQuery): [string, string][] {
  const { audience = by === 'audience' ? EVERYBODY : 'buyers', ...others } = filters;
  return Object.entries({ ...others, ...(audience !== EVERYBODY && { audience }) });
}

function columnOf({ name, dimensions }: DayTable, dimension: string): string {
  const column = dimensions[dimension];
  if (column === undefined) throw new Error(`${name} cannot be asked by "${dimension}"`);
  return column;
}
