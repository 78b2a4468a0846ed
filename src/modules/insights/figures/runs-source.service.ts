import { Injectable } from '@nestjs/common';
import type { FigureSource, SourceAnswer, SourceQuery } from '../series/source.js';
import { cellsOf, type DayMeasure, parametersOf } from './day-cells.js';
import { DaySources } from './day-sources.service.js';
import { runDays, runMeasures } from './day-tables.js';
import { describeMeasures } from './describe-measures.js';

const measures: Readonly<Record<string, DayMeasure>> = runMeasures;

/**
 * What ran for users, as the usage log says: runs, tokens, what they cost, how long they took and how they
 * failed. Only runs for buyers count unless the filter `audience` is `own`, `tests` or `all`. Neither averages
 * nor rates are measures: they do not add up; whoever shows them divides two totals.
 */
@Injectable()
export class RunsSource implements FigureSource {
  readonly days = 'zone';
  readonly measures = describeMeasures(measures, Object.keys(runDays.dimensions));

  constructor(private readonly sources: DaySources) {}

  read(userId: string, query: SourceQuery): Promise<SourceAnswer> {
    const measure = measures[query.measure];
    if (measure === undefined) throw new Error(`there is no measure "${query.measure}"`);
    return this.sources.answer(userId, query, {
      unit: measure.unit,
      sql: cellsOf(runDays, measure, query),
      parameters: parametersOf(userId, query),
    });
  }
}
