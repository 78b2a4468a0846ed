import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addLines, type SeriesShape } from '../series/add-lines.js';
import type { DayLine } from '../series/day-line.js';
import type { Day, Period } from '../series/period.js';
import { type Bound, type Figure, figureOf, NOTHING, type Series } from '../series/series.js';
import { AUDIENCES, startOf } from './day-cells.js';
import { OwnFigures } from './own-figures.service.js';
import {
  BY_DAY,
  SHOWN_BY_DAY,
  type ShownByDay,
  TOTALED,
  TOTALS,
  type TotalsRow,
} from './totals-sql.js';

export type Audience = (typeof AUDIENCES)[number];
/** What an overview tells of earnings and runs, and what is left of both. */
export type TotalMeasure = keyof typeof TOTALED.sales | keyof typeof TOTALED.runs | 'margin';
export type Totals = Readonly<Record<TotalMeasure, Figure>>;
export type TotalsByAudience = Readonly<Record<Audience, Totals>>;

/** What a resource came to in a period, and in the one before. */
export interface ResourceTotals {
  readonly resourceId: string;
  /** Of buyers' calls. */
  readonly totals: Totals;
  readonly prior: Totals;
}

/** The days of each, of buyers' calls. */
export type DaysByMeasure = Record<ShownByDay, Pick<Series, 'days' | 'priorDays'>>;

/** All that a summary tells of a user's own figures. */
export interface OwnTotals {
  readonly totals: TotalsByAudience;
  /** The same of as many days before; nothing of it where it was not asked for. */
  readonly prior: TotalsByAudience;
  /** Those that earned most, first. */
  readonly resources: readonly ResourceTotals[];
  readonly days: DaysByMeasure;
  readonly asOf: Date;
  readonly isStale: boolean;
  readonly knownFrom: Day | null;
}

const MEASURES = [
  ...Object.keys(TOTALED.sales),
  ...Object.keys(TOTALED.runs),
  'margin',
] as TotalMeasure[];

/** Everything that users sold and ran, added up by PostgreSQL in two statements. */
@Injectable()
export class FigureTotals {
  constructor(private readonly figures: OwnFigures) {}

  /** @param top how many resources to tell of */
  async read(
    userId: string,
    { period, hasPrior, top }: { period: Period; hasPrior: boolean; top: number },
  ): Promise<OwnTotals> {
    const days = [userId, period.tz, startOf({ period, hasPrior }), period.to, period.from];
    const work = async (tx: EntityManager) => {
      const totals = await tx.query<TotalsRow[]>(TOTALS, [...days, top]);
      return { totals, byDay: await tx.query<DayLine[]>(BY_DAY, days) };
    };
    const { found, ...known } = await this.figures.read(userId, period.tz, work);
    const told = (by: TotalsRow['by']) => found.totals.filter((row) => row.by === by);
    return {
      totals: byAudience(told('audience'), false),
      prior: byAudience(told('audience'), true),
      resources: byResource(told('resource')),
      days: byMeasure(found.byDay, { period, hasPrior, top: 1 }),
      ...known,
    };
  }
}

function byAudience(rows: readonly TotalsRow[], isPrior: boolean): TotalsByAudience {
  const of = (audience: Audience) => totalsOf(rowOf(rows, audience, isPrior));
  return { buyers: of('buyers'), own: of('own'), tests: of('tests') };
}

function byResource(rows: readonly TotalsRow[]): ResourceTotals[] {
  const ids = new Set(rows.flatMap(({ key }) => (key === null ? [] : [key])));
  return [...ids].map((resourceId) => ({
    resourceId,
    totals: totalsOf(rowOf(rows, resourceId, false)),
    prior: totalsOf(rowOf(rows, resourceId, true)),
  }));
}

function byMeasure(lines: readonly DayLine[], shape: SeriesShape): DaysByMeasure {
  const entries = SHOWN_BY_DAY.map((measure) => {
    const own = lines.filter(({ dimension }) => dimension === measure);
    return [measure, addLines(own, shape, boundOf(measure))] as const;
  });
  return Object.fromEntries(entries) as Record<ShownByDay, Series>;
}

/** A cost that nobody knows would be taken off. */
function boundOf(measure: TotalMeasure): Bound {
  return measure === 'margin' ? 'at_most' : 'at_least';
}

function rowOf(rows: readonly TotalsRow[], key: string, isPrior: boolean): TotalsRow | undefined {
  return rows.find((row) => row.key === key && row.isPrior === isPrior);
}

function totalsOf(row: TotalsRow | undefined): Totals {
  const entries = MEASURES.map((measure) => [measure, figureIn(row, measure)] as const);
  return Object.fromEntries(entries) as Totals;
}

function figureIn(row: TotalsRow | undefined, measure: TotalMeasure): Figure {
  const told = row?.totals[measure];
  if (told === undefined) return NOTHING;
  const [value, ...parts] = told;
  const [priced = 0, free = 0, unknown = 0] = parts.map(Number);
  return figureOf(value, { priced, free, unknown }, boundOf(measure));
}
