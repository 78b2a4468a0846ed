import { Injectable } from '@nestjs/common';
import { type Cells, SeriesReader } from '../series/series.repository.js';
import type { SourceAnswer, SourceQuery, Unit } from '../series/source.js';
import { cellsOf, type DayMeasure, type DayTable, parametersOf } from './day-cells.js';
import { OwnFigures } from './own-figures.service.js';

/** Answers queries of sources whose cells come from tables of days. */
@Injectable()
export class DaySources {
  constructor(
    private readonly figures: OwnFigures,
    private readonly reader: SeriesReader,
  ) {}

  /** The answer of one table of days, to a query that names one of its measures. */
  read(
    userId: string,
    query: SourceQuery,
    { table, measures }: { table: DayTable; measures: Readonly<Record<string, DayMeasure>> },
  ): Promise<SourceAnswer> {
    const measure = measures[query.measure];
    if (measure === undefined) throw new Error(`there is no measure "${query.measure}"`);
    return this.answer(userId, query, {
      unit: measure.unit,
      scale: measure.scale,
      sql: cellsOf(table, measure, query),
      parameters: parametersOf(userId, query),
    });
  }

  /** The answer to a query that these cells make. A resource has few of them on a day: of its models and failures. */
  async answer(
    userId: string,
    query: SourceQuery,
    { unit, ...cells }: Omit<Cells, 'areFew'> & { readonly unit: Unit },
  ): Promise<SourceAnswer> {
    const { found, ...known } = await this.figures.read(userId, query.period.tz, (tx) =>
      this.reader.read(tx, { ...cells, areFew: query.by === 'resource' }, query),
    );
    return { series: found, unit, ...known, knownTo: null };
  }
}
