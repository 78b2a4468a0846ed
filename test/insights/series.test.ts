import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { Database } from '../../src/common/database/index.js';
import {
  addDays,
  dayIn,
  daysBetween,
  type Period,
  priorOf,
} from '../../src/modules/insights/series/period.js';
import { SeriesReader } from '../../src/modules/insights/series/series.repository.js';
import { datedDays, type Days, type Series } from '../../src/modules/insights/series/series.js';
import { Zones } from '../../src/modules/insights/series/zones.service.js';
import { createDataSource, createTestDatabase, type TestDatabase } from '../setup/database.js';

interface Cell {
  readonly day: string;
  readonly dimension: string | null;
  /** In hundredths; null where the part is unknown. */
  readonly cents: number | null;
}

const FROM = '2026-11-10';
const period = { from: FROM, to: '2026-11-17', tz: 'UTC' };
const cell = (day: string, dimension: string | null, cents: number | null = 5): Cell => ({
  day,
  dimension,
  cents,
});

describe('a series', () => {
  let database: TestDatabase;
  let source: DataSource;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.appUrl);
    db = new Database(source);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  /** Reads cells that stand in a parameter as JSON, with one parameter before them. */
  const read = (
    cells: readonly Cell[],
    { areFew = false, ...shape }: { areFew?: boolean; top?: number; hasPrior?: boolean } = {},
    bound?: 'at_most',
  ) =>
    db.asService('insights', (tx) =>
      new SeriesReader().read(
        tx,
        {
          sql: `SELECT (c ->> 'day')::date AS day, c ->> 'dimension' AS dimension,
                       (c ->> 'cents')::numeric * $1::numeric AS value,
                       ((c ->> 'cents')::int > 0)::int::bigint AS priced,
                       ((c ->> 'cents')::int = 0)::int::bigint AS free,
                       ((c ->> 'cents') IS NULL)::int::bigint AS unknown
                  FROM jsonb_array_elements($2::jsonb) c`,
          parameters: [1, JSON.stringify(cells)],
          scale: 2,
          areFew,
          ...(bound && { bound }),
        },
        { period, hasPrior: true, top: 2, ...shape },
      ),
    );

  it('of nothing is nothing', async () => {
    const nothing = { value: '0', certainty: 'exact' };
    expect(await read([])).toMatchObject({
      total: nothing,
      priorTotal: nothing,
      dimensions: [],
    });
    const { days, priorDays = [] } = await read([]);
    expect([...days, ...priorDays].filter(Boolean)).toEqual([]);
  });

  it('ranks dimensions by the period itself, and adds up what is left', async () => {
    const series = await read([
      cell(FROM, 'small', 1),
      cell(FROM, 'large', 9),
      cell(addDays(FROM, 1), null, 5),
      cell(addDays(FROM, 1), 'less', 2),
      cell(addDays(FROM, -1), 'small', 1_000),
      cell(addDays(FROM, -1), 'gone', 7),
    ]);
    const shown = series.dimensions.map(({ dimension, isOther, value, prior }) => [
      dimension,
      isOther,
      value,
      prior?.value,
    ]);
    expect(shown).toEqual([
      ['large', false, '0.09', '0'],
      [null, false, '0.05', '0'],
      [null, true, '0.03', '10.07'],
    ]);
    expect(series.priorTotal?.value).toBe('10.07');
    expect(datedDays(series.days, period).map(({ date, value }) => [date, value])).toEqual([
      ['2026-11-10', '0.1'],
      ['2026-11-11', '0.07'],
    ]);
  });

  it('keeps priced, free and unknown apart', async () => {
    const { total, dimensions } = await read([
      cell(FROM, 'priced', 5),
      cell(FROM, 'free', 0),
      cell(FROM, 'unknown', null),
      cell(FROM, 'priced', null),
    ]);
    expect(total).toEqual({
      value: '0.05',
      certainty: 'at_least',
      parts: { priced: 1, free: 1, unknown: 2 },
    });
    expect(dimensions.map(({ value, certainty }) => [value, certainty])).toEqual([
      ['0.05', 'at_least'],
      ['0', 'exact'],
      [null, 'unknown'],
    ]);
    const most = await read([cell(FROM, 'a', 5), cell(FROM, 'a', null)], {}, 'at_most');
    expect(most.total).toMatchObject({ value: '0.05', certainty: 'at_most' });
  });

  it('without a period before has none', async () => {
    const series = await read([cell(FROM, 'a')], { hasPrior: false });
    expect(series).not.toHaveProperty('priorTotal');
    expect(series).not.toHaveProperty('priorDays');
    expect(series.dimensions[0]).not.toHaveProperty('prior');
  });

  it('holds amounts that no float holds', async () => {
    const { total } = await read(
      Array.from({ length: 3 }, () => cell(FROM, 'a', 2_000_000_001)),
      {},
    );
    expect(total.value).toBe('60000000.03');
  });

  it('adds up to its cells, whatever they are', async () => {
    const first = priorOf(period).from;
    const cells = fc.array(
      fc.record({
        day: fc
          .integer({ min: 0, max: daysBetween(first, period.to) - 1 })
          .map((days) => addDays(first, days)),
        dimension: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
        cents: fc.option(fc.integer({ min: 0, max: 1_000 })),
      }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(
        cells,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (given, top, areFew) => {
          const series = await read(given, { top, areFew });
          const now = given.filter(({ day }) => day >= FROM);
          expect(sumOf([series.total])).toEqual(expected(now));
          expect(sumOf(series.dimensions)).toEqual(expected(now));
          expect(shown(series.days)).toEqual(expectedDays(now));
          const alone = series.dimensions.filter((one) => !one.isOther);
          const named = new Set(alone.map((one) => one.dimension));
          for (const { dimension, isOther, days } of series.dimensions) {
            const of = now.filter((one) =>
              isOther ? !named.has(one.dimension) : one.dimension === dimension,
            );
            expect(shown(days)).toEqual(expectedDays(of));
          }
          const prior = given.filter(({ day }) => day < FROM);
          expect(sumOf(series.priorTotal ? [series.priorTotal] : [])).toEqual(expected(prior));
          expect(shown(series.priorDays ?? [], priorOf(period))).toEqual(expectedDays(prior));
          expect(series.dimensions.filter(({ isOther }) => !isOther).length).toBeLessThanOrEqual(
            top,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('parts days by zones that the database knows, by one name each, and refuses others as input', async () => {
    const zones = new Zones(db);
    expect(await zones.nameOf('UTC')).toBe('UTC');
    expect(await zones.nameOf('Europe/Berlin')).toBe('Europe/Berlin');
    expect(await zones.nameOf('america/new_YORK')).toBe('America/New_York');
    // Node knows it from the tables of Java, and PostgreSQL would take it for a rule of POSIX.
    const refused = zones.nameOf('SystemV/PST8');
    await expect(refused).rejects.toMatchObject({
      type: { code: 'invalid_input' },
      details: { errors: [{ field: 'tz' }] },
    });
  });

  it('has days that end when those of the server do, over every change of clocks', async () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
    const hours = Array.from({ length: 2 * 366 * 24 }, (_, hour) => hour).filter(
      (h) => h % 5 === 0,
    );
    const moments = hours.map((hour) => new Date(Date.UTC(2026, 0, 1, hour, 30)).toISOString());
    for (const tz of [...zones, 'Etc/GMT+5', 'Pacific/Apia']) {
      const rows = await db.asService('insights', (tx) =>
        tx.query<{ day: string }[]>(
          `SELECT to_char(moment AT TIME ZONE $1, 'YYYY-MM-DD') AS day
             FROM unnest($2::timestamptz[]) WITH ORDINALITY u (moment, at) ORDER BY at`,
          [tz, moments],
        ),
      );
      const days = moments.map((moment) => dayIn(tz, new Date(moment)));
      expect([tz, rows.findIndex(({ day }, at) => day !== days[at])]).toEqual([tz, -1]);
    }
  });
});

function centsOf(figures: readonly Pick<Series['total'], 'value'>[]): number {
  return figures.reduce((sum, { value }) => sum + Math.round(Number(value ?? 0) * 100), 0);
}

function shown(days: Days, within: Pick<Period, 'from' | 'to'> = period) {
  return datedDays(days, within).map((point) => [point.date, centsOf([point]), point.certainty]);
}

function expectedDays(cells: readonly Cell[]) {
  return [...new Set(cells.map(({ day }) => day))].sort().map((date) => {
    const { cents, priced, free, unknown } = expected(cells.filter(({ day }) => day === date));
    const ofUnknown = priced + free === 0 ? 'unknown' : 'at_least';
    return [date, cents, unknown === 0 ? 'exact' : ofUnknown];
  });
}

function sumOf(figures: readonly Pick<Series['total'], 'value' | 'parts'>[]) {
  const count = (of: 'priced' | 'free' | 'unknown') =>
    figures.reduce((sum, { parts }) => sum + parts[of], 0);
  const parts = { priced: count('priced'), free: count('free'), unknown: count('unknown') };
  return { cents: centsOf(figures), ...parts };
}

function expected(cells: readonly Cell[]) {
  const count = (of: (cents: number | null) => boolean) =>
    cells.filter(({ cents }) => of(cents)).length;
  return {
    cents: cells.reduce((sum, { cents }) => sum + (cents ?? 0), 0),
    priced: count((cents) => cents !== null && cents > 0),
    free: count((cents) => cents === 0),
    unknown: count((cents) => cents === null),
  };
}
