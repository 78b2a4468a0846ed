import { expect } from '@jest/globals';
import { datedDays } from '../../src/modules/insights/series/series.js';
import type { FigureSource, SourceQuery } from '../../src/modules/insights/series/source.js';
import type { Booked, Logged } from './planted-books.js';

/** Sums by `day dimension`, without those of nothing. */
export type Sums = Readonly<Record<string, bigint>>;

const YEAR = { from: '2026-01-01', to: '2027-01-01' };

/** A year of one measure, in one zone. */
export function yearOf(measure: string, tz: string, more: Partial<SourceQuery> = {}): SourceQuery {
  const period = { ...YEAR, tz };
  return { measure, by: null, period, hasPrior: false, top: 50, filters: {}, ...more };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dayOf(at: Date, timeZone: string): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, ...parts });
  formats.set(timeZone, format);
  return format.format(at);
}

/** What happened, added up by the days of a zone in plain JavaScript. */
export function addUp<T extends { readonly at: Date }>(
  rows: readonly T[],
  tz: string,
  value: (row: T) => bigint,
  dimension: (row: T) => string | null = () => null,
): Sums {
  const sums: Record<string, bigint> = {};
  for (const row of rows) {
    const day = dayOf(row.at, tz);
    if (day < YEAR.from || day >= YEAR.to) continue;
    const key = `${day} ${dimension(row) ?? ''}`;
    sums[key] = (sums[key] ?? 0n) + value(row);
  }
  return withoutZeros(Object.entries(sums));
}

/** What a source says, in units of which one has so many decimals; its total is the sum of it. */
export async function pointsOf(
  source: FigureSource,
  owner: string,
  query: SourceQuery,
  decimals: number,
): Promise<Sums> {
  const { series } = await source.read(owner, query);
  const lines = query.by === null ? [{ dimension: null, days: series.days }] : series.dimensions;
  const sums = lines.flatMap(({ dimension, days }) =>
    datedDays(days, series.period).map(({ date, value }): [string, bigint] => [
      `${date} ${dimension ?? ''}`,
      unitsOf(value, decimals),
    ]),
  );
  const total = sums.reduce((all, [, sum]) => all + sum, 0n);
  expect(unitsOf(series.total.value, decimals)).toBe(total);
  return withoutZeros(sums);
}

/** @throws Error for a value that has more decimals */
export function unitsOf(value: string | null, decimals: number): bigint {
  const [, sign = '', whole = '', fraction = ''] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(value ?? '0') ?? [];
  if (fraction.length > decimals) throw new Error(`${value} is not exact`);
  return BigInt(sign + whole + fraction.padEnd(decimals, '0'));
}

function withoutZeros(sums: readonly (readonly [string, bigint])[]): Sums {
  return Object.fromEntries(sums.filter(([, sum]) => sum !== 0n));
}

const balance =
  (accounts: readonly string[], kinds = /./) =>
  ({ journal }: Booked): bigint =>
    journal
      .filter(({ account, kind }) => accounts.includes(account) && kinds.test(kind))
      .reduce((sum, { amount }) => sum + amount, 0n);

export const netOf = (booked: Booked): bigint => -balance(['revenue', 'refunds'])(booked);

/** What earnings mean, by the rules of the ledger. */
export const EARNED: Readonly<Record<string, (booked: Booked) => bigint>> = {
  gross: balance(['wallet'], /^settlement/),
  fees: (booked) => -balance(['platform_fee'])(booked),
  refunded: (booked) => -balance(['wallet'], /^refund_paid$/)(booked),
  refundsOwed: (booked) => -balance(['refunds_owed'])(booked),
  net: netOf,
};

export const costOf = ({ costNanoUsd }: Logged): bigint => costNanoUsd ?? 0n;

export function audienceOf({ isOwn, status }: Logged): string {
  if (status === 'test') return 'tests';
  return isOwn ? 'own' : 'buyers';
}
