import { type Cell, type DayLine, DayLineReader } from './day-line.js';
import { daysBetween, type Period } from './period.js';
import type { Bound, Days, DimensionTotal, Series } from './series.js';
import { Tallies } from './tallies.js';

/** How lines are put together. */
export interface SeriesShape {
  readonly period: Period;
  readonly hasPrior: boolean;
  /** How many dimensions stand alone; the others are one, which is called other. */
  readonly top: number;
}

/** What sums of lines are made with. */
interface Adding extends SeriesShape {
  readonly bound: Bound;
  readonly length: number;
  readonly decimals: number;
}

/**
 * Adds lines up to a series. The largest dimensions of the period itself keep their names, in the prior one too;
 * those of which nothing is known there come last. Days of neither period are left out.
 * @param bound what a sum is when some of its parts are unknown
 */
export function addLines(lines: readonly DayLine[], shape: SeriesShape, bound: Bound): Series {
  const length = daysBetween(shape.period.from, shape.period.to);
  const decimals = lines.reduce((most, line) => Math.max(most, line.decimals), 0);
  const adding = { ...shape, bound, length, decimals };
  const byDimension = new Map<string | null, DayLine[]>();
  for (const line of lines) {
    const same = byDimension.get(line.dimension);
    if (same === undefined) byDimension.set(line.dimension, [line]);
    else same.push(line);
  }
  const all = new PeriodSums(adding);
  const ranked = rankedOf(byDimension, adding, (cell) => all.add(cell));
  const { now, prior, days } = all.told();
  return {
    period: shape.period,
    total: now,
    dimensions: dimensionsOf(ranked, adding),
    days,
    ...(shape.hasPrior && { priorTotal: prior, priorDays: all.priorDays() }),
  };
}

interface Ranked {
  readonly dimension: string | null;
  readonly lines: readonly DayLine[];
}

/** The largest first. @param visit is shown every cell */
function rankedOf(
  byDimension: ReadonlyMap<string | null, readonly DayLine[]>,
  adding: Adding,
  visit: (cell: Cell) => void,
): Ranked[] {
  const sums = new Tallies(byDimension.size, adding.decimals, adding.bound);
  const all = [...byDimension].map(([dimension, lines], at) => {
    let isIn = false;
    eachCell(lines, adding, (cell) => {
      visit(cell);
      isIn = true;
      if (cell.day >= 0) sums.add(at, cell);
    });
    const isKnown = sums.has(at) && sums.figure(at).value !== null;
    return { dimension, lines, isIn, isKnown, sum: sums.sum(at) };
  });
  return all
    .filter(({ isIn }) => isIn)
    .toSorted(
      (a, b) =>
        Number(b.isKnown) - Number(a.isKnown) ||
        compare(b.sum, a.sum) ||
        compare(a.dimension ?? '', b.dimension ?? ''),
    );
}

function compare<T extends bigint | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function dimensionsOf(ranked: readonly Ranked[], adding: Adding): DimensionTotal[] {
  const { top } = adding;
  const alone = ranked.slice(0, top).map(({ dimension, lines }) => ({
    dimension,
    isOther: false,
    ...totalOf(lines, adding),
  }));
  const others = ranked.slice(top).flatMap(({ lines }) => lines);
  if (others.length === 0) return alone;
  return [...alone, { dimension: null, isOther: true, ...totalOf(others, adding) }];
}

function totalOf(lines: readonly DayLine[], adding: Adding) {
  const sums = new PeriodSums(adding);
  eachCell(lines, adding, (cell) => sums.add(cell));
  const { now, prior, days } = sums.told();
  return { ...now, days, ...(adding.hasPrior && { prior }) };
}

function eachCell(
  lines: readonly DayLine[],
  { length, hasPrior, decimals }: Adding,
  visit: (cell: Cell) => void,
): void {
  const first = hasPrior ? -length : 0;
  for (const line of lines) {
    const cell = new DayLineReader(line, decimals);
    while (cell.next()) if (cell.day >= first && cell.day < length) visit(cell);
  }
}

/** Sums of a period and the one before, by day and in all. */
class PeriodSums {
  private readonly totals: Tallies;
  /** Those of the period before come first. */
  private readonly byDay: Tallies;
  private readonly length: number;

  constructor({ length, decimals, bound }: Adding) {
    this.length = length;
    this.totals = new Tallies(2, decimals, bound);
    this.byDay = new Tallies(2 * length, decimals, bound);
  }

  add(cell: Cell): void {
    this.totals.add(cell.day < 0 ? 0 : 1, cell);
    this.byDay.add(this.length + cell.day, cell);
  }

  told() {
    return {
      now: this.totals.figure(1),
      prior: this.totals.figure(0),
      days: this.daysFrom(this.length),
    };
  }

  priorDays(): Days {
    return this.daysFrom(0);
  }

  private daysFrom(first: number): Days {
    return Array.from({ length: this.length }, (_, at) => this.byDay.known(first + at));
  }
}
