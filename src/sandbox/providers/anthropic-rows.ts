import type { Usage } from './anthropic-organization.js';

/** What is the same of some usage, added up. */
export interface Row {
  /** Tells rows apart, and puts those in order that are of one size. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly group: Readonly<Record<string, unknown>>;
  /** In the order of the components. */
  readonly quantities: number[];
  readonly costs: bigint[];
  requests: number;
}

/** What makes usage the same. */
export interface Grouping {
  readonly dimensions: readonly (readonly [string, (usage: Usage) => unknown])[];
  /** When the bucket begins that a time is in. */
  bucketOf(at: number): number;
  endOf(bucket: number): number;
}

/** Rows are sparse: there is none for what did not happen. */
export function rowsOf(usage: readonly Usage[], { dimensions, bucketOf, endOf }: Grouping): Row[] {
  const rows = new Map<string, Row>();
  for (const each of usage) {
    const bucket = bucketOf(each.at);
    const values = dimensions.map(([name, of]) => [name, of(each)] as const);
    const key = `${bucket} ${values.map(([, value]) => textOf(value)).join(' ')}`;
    const row = rows.get(key);
    if (row === undefined) {
      rows.set(key, {
        key,
        from: bucket,
        to: endOf(bucket),
        group: Object.fromEntries(values),
        quantities: [...each.quantities],
        costs: [...each.costs],
        requests: each.requests,
      });
    } else add(row, each);
  }
  return [...rows.values()];
}

function add(row: Row, { quantities, costs, requests }: Usage): void {
  quantities.forEach((quantity, at) => (row.quantities[at] = (row.quantities[at] ?? 0) + quantity));
  costs.forEach((cost, at) => (row.costs[at] = (row.costs[at] ?? 0n) + cost));
  row.requests += requests;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
